/**
 * One source, two builds: `--use CHECKED=1` makes every check of docs/VM.md, for programs that no
 * validator has seen; without it, checks that lowering guarantees are left out.
 */
// @ts-ignore: CHECKED is given on the command line of the compiler.
export const CHECKING: bool = isDefined(CHECKED) ? true : false;
