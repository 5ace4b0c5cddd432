import type { ReactNode } from "react";

/**
 * A button that has a passkey answer for the form around it. Shown where scripts run and the browser knows passkeys; the
 * form's own questions are the way without.
 */
export function PasskeyButton(props: {
  what: "sign-in" | "prove" | "add";
  /** Name of what carries the answer. */
  name: string;
  /** Whether it is what the page is for. */
  main?: boolean;
  children: ReactNode;
}): ReactNode {
  const { what, name, main = what === "add", children } = props;
  return (
    <div className="passkey" data-passkey={what} hidden>
      <input type="hidden" name={name} value="" />
      <button type="button" className={main ? "nhsuk-button" : "nhsuk-button nhsuk-button--secondary"}>
        {children}
      </button>
      <p role="alert" />
    </div>
  );
}
