/** What the independent verifier offers the tests. */
export type Note = { readonly book: string | undefined; readonly size: number; readonly head: string };
export function readNote(note: string, key: string): Note | string;
export function verify(texts: Iterable<string>, checkpoints?: readonly Note[]): string | undefined;
