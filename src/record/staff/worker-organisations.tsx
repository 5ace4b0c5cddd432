import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { londonDay, longDate } from "../../kernel/time.ts";
import type { Worker } from "./administration-store.ts";
import type { Linked } from "./provider-store.ts";

/** What organisations call a worker, so that they can sign in there. Nothing at all where there is no organisation. */
export function Organisations(props: {
  worker: Worker;
  linked: readonly Linked[];
  providers: readonly { readonly id: string }[];
  self: boolean;
}): ReactNode {
  const { worker, linked, providers, self } = props;
  if (linked.length === 0 && providers.length === 0) return null;
  const at = `/staff/${worker.account_id}/organisations`;
  return (
    <section>
      <h2 className="nhsuk-heading-m">Signs in at an organisation ({linked.length})</h2>
      {linked.length === 0 ? <p>Nowhere. Linked to one, they can sign in there instead.</p> : null}
      <ul className="staff-lines">
        {linked.map((one) => (
          <li key={one.provider_id}>
            <span>
              {one.name}, as {one.subject}
            </span>
            <span className="staff-table__quiet">linked {longDate(londonDay(one.linked_at))}</span>
            {self ? null : (
              <Button as="a" href={`${at}/${one.provider_id}/unlink`} secondary small>
                Take the link away<span className="nhsuk-u-visually-hidden"> {one.name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {self || providers.length === 0 ? null : (
        <Button as="a" href={`${at}/link`} secondary small>
          Link to an organisation
        </Button>
      )}
    </section>
  );
}
