export { standsAgainstIssue } from "./actions.ts";
export {
  BookId,
  type Line,
  LineKey,
  type PostedLine,
  PremisesId,
  SignatureId,
  type SignedLine,
} from "./line.ts";
export { type RegisterRefusal, say } from "./messages.ts";
export { type Book, bookOf, booksOf, openBook, postLine, signLine, takeTurnsIn } from "./store.ts";
