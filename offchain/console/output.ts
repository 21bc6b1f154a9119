/** What commands print: tables for people, one JSON object for machines. */

/** JSON in which a bigint stands as a decimal string and bytes as hexadecimal digits. */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, item: unknown) => {
      if (typeof item === "bigint") return item.toString();
      if (item instanceof Uint8Array) return `0x${Buffer.from(item).toString("hex")}`;
      return item;
    },
    2,
  );
}

/** Lines of two columns: names, and what they are. */
export function pairs(rows: readonly (readonly [name: string, value: unknown])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${text(value)}`).join("\n");
}

/** A table under a heading; columns of numbers are aligned to the right. */
export function table(heading: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = [heading, ...rows.map((row) => row.map(text))];
  const widths = heading.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const numeric = heading.map((_, i) => rows.every((row) => /^-?[\d,.]+$/.test(text(row[i]))));
  return cells
    .map((row) =>
      row
        .map((cell, i) =>
          numeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A number with its thousands set apart. */
export function grouped(value: bigint | number): string {
  return value.toLocaleString("en-US");
}

/** The beginning and the end of a hash. */
export function short(hash: string): string {
  return `${hash.slice(0, 10)}…${hash.slice(-4)}`;
}

/** Wei as ether, without trailing zeros. */
export function ether(wei: bigint): string {
  const digits = wei.toString().padStart(19, "0");
  const fraction = digits.slice(-18).replace(/0+$/, "");
  return `${digits.slice(0, -18)}${fraction === "" ? "" : `.${fraction}`} ETH`;
}

function text(value: unknown): string {
  if (typeof value === "bigint" || typeof value === "number") return grouped(value);
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  if (typeof value === "string" || typeof value === "boolean") return `${value}`;
  return value === undefined ? "—" : JSON.stringify(value);
}
