import { z } from "zod";
import type { SharingRule } from "./rules.ts";

const RuleRow = z.object({
  category: z.string(),
  owner_kind: z.string(),
  reader_kind: z.string(),
  purpose: z.string(),
  needs_consent: z.boolean(),
  code: z.string(),
  name: z.string(),
  article_6: z.string(),
  article_9: z.string().nullable(),
  schedule: z.string().nullable(),
  confidence: z.string(),
  statute: z.string().nullable(),
});

/** Rules from their rows, each with its basis. */
export const rulesFrom = (rows: readonly unknown[]): readonly SharingRule[] =>
  rows.map((raw) => {
    const row = RuleRow.parse(raw);
    return {
      category: row.category,
      ownerKind: row.owner_kind,
      readerKind: row.reader_kind,
      purpose: row.purpose,
      needsConsent: row.needs_consent,
      basis: {
        code: row.code,
        name: row.name,
        article6: row.article_6,
        article9: row.article_9 ?? undefined,
        schedule: row.schedule ?? undefined,
        confidence: row.confidence,
        statute: row.statute ?? undefined,
      },
    };
  });
