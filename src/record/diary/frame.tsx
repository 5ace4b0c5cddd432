import type { ReactNode } from "react";

const PARTS = [
  { href: "/diary", label: "My diary" },
  { href: "/diary/team", label: "My team's" },
  { href: "/caseload", label: "Caseload" },
  { href: "/groups", label: "Groups" },
  { href: "/diary/rooms", label: "Rooms" },
  { href: "/diary/hours", label: "My hours" },
] as const;

/** The parts of the diary, one press away from each other. */
export function DiaryNav({ at }: { readonly at: string }): ReactNode {
  return (
    <nav aria-label="Diary" className="no-print">
      <ul className="chips">
        {PARTS.map(({ href, label }) => (
          <li key={href}>
            <a href={href} aria-current={href === at ? "true" : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
