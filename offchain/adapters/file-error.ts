/** A file that is not what it should be. The message is one line and says what was expected. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly code: "unreadable" | "not-wasm" | "not-a-block" | "block-too-large";
  readonly path: string;

  constructor(code: FileError["code"], path: string, message: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

/** What the file system says, in words that a person knows. */
export function readableReason(error: unknown): string {
  const code = (error as { code?: string }).code;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES") return "access is denied";
  return error instanceof Error ? error.message : String(error);
}
