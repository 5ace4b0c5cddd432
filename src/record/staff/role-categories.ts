import { ROLES } from "./roles.ts";

/** The categories of record a role's work needs; none for a role that does not exist. */
export const categoriesOf = (role: string | null): readonly string[] =>
  ROLES.find((each) => each.code === role)?.categories ?? [];
