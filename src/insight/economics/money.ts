/** Pounds as a reader wants them: whole from £100 on, pence below, a real minus sign. */
export function pounds(amount: number): string {
  if (Number.isNaN(amount)) return "–";
  if (!Number.isFinite(amount)) return amount > 0 ? "no limit" : "−no limit";
  const size = Math.abs(amount);
  const digits = size >= 100 || Number.isInteger(amount) ? 0 : 2;
  const said = size.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${amount < 0 && Number(said.replaceAll(",", "")) !== 0 ? "−" : ""}£${said}`;
}
