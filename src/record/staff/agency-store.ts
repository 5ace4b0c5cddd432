import type { Sql } from "../../kernel/database/connection.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";

export type AgencyRefusal =
  | { readonly code: "code-not-usable"; readonly given: string }
  | { readonly code: "code-taken"; readonly given: string }
  | { readonly code: "no-such-kind"; readonly given: string; readonly known: readonly string[] }
  | { readonly code: "no-such-agency"; readonly given: string; readonly known: readonly string[] }
  | { readonly code: "no-such-lead"; readonly given: string };

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const CODE_CHARACTERS_MAX = 60;

const usable = (code: string): boolean => CODE.test(code) && code.length <= CODE_CHARACTERS_MAX;

const codes = (rows: readonly { readonly [column: string]: unknown }[]): readonly string[] =>
  rows.map((row) => String(row.code));

/** Adds an agency. Set-up work: as the policy role. */
export async function addAgency(
  tx: Sql,
  agency: { readonly code: string; readonly kind: string; readonly name: string },
): Promise<Result<void, AgencyRefusal>> {
  if (!usable(agency.code)) return refuse({ code: "code-not-usable", given: agency.code });
  const kinds = codes(await tx`select code from agency_kind order by code`);
  if (!kinds.includes(agency.kind)) return refuse({ code: "no-such-kind", given: agency.kind, known: kinds });
  const added = await tx`
    insert into agency (code, name, kind) values (${agency.code}, ${agency.name}, ${agency.kind})
    on conflict (code) do nothing returning id`;
  return added.length === 1 ? accept(undefined) : refuse({ code: "code-taken", given: agency.code });
}

/** Adds a service of an agency with its duty team, whose named lead holds this account. Set-up work: as the policy role. */
export async function addService(
  tx: Sql,
  service: {
    readonly code: string;
    readonly kind: string;
    readonly agency: string;
    readonly name: string;
    readonly lead: string;
  },
): Promise<Result<void, AgencyRefusal>> {
  if (!usable(service.code)) return refuse({ code: "code-not-usable", given: service.code });
  const kinds = codes(await tx`select code from service_kind order by code`);
  if (!kinds.includes(service.kind))
    return refuse({ code: "no-such-kind", given: service.kind, known: kinds });
  const agencies = codes(await tx`select code from agency order by code`);
  if (!agencies.includes(service.agency))
    return refuse({ code: "no-such-agency", given: service.agency, known: agencies });
  const [lead] = await tx`
    select staff_id from account where username = ${service.lead} and staff_id is not null and disabled_at is null`;
  if (!lead) return refuse({ code: "no-such-lead", given: service.lead });
  const added = await tx`
    insert into service (code, name, agency_id, kind)
    select ${service.code}, ${service.name}, id, ${service.kind} from agency where code = ${service.agency}
    on conflict (code) do nothing returning id`;
  if (added.length === 0) return refuse({ code: "code-taken", given: service.code });
  await tx`insert into team (service_id, name, lead_staff_id)
           values (${added[0]?.id}, ${`${service.name} duty team`}, ${lead.staff_id})`;
  return accept(undefined);
}
