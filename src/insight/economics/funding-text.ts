import { lined } from "../stats/text.ts";
import type { Told } from "./answer.ts";
import { pounds } from "./money.ts";

/** Budgets that pay beside budgets that save: seldom the same ones; and until when those pay whose money ends. */
export function payers({ paidBy, paidUntil }: Told, saves: ReadonlyMap<string, number>): string {
  if (Object.keys(paidBy).length === 0) return "";
  const ending = Object.keys(paidUntil).length > 0;
  const budgets = [...new Set([...Object.keys(paidBy), ...saves.keys()])].sort();
  const rows = budgets.map((budget) => [
    budget,
    budget in paidBy ? pounds(paidBy[budget] ?? 0) : "–",
    saves.has(budget) ? pounds(saves.get(budget) ?? 0) : "–",
    ...(ending ? [budget in paidBy ? (paidUntil[budget] ?? "no end said") : "–"] : []),
  ]);
  const head = ["", "pays", "saved", ...(ending ? ["pays until"] : [])];
  return `Who pays, beside whose budget a saving falls to\n${lined([head, ...rows])}`;
}
