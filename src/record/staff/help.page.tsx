import { BodyText } from "nhsuk-react-components";
import { accept } from "../../kernel/result.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route, SIGNED_IN } from "../../web/page.ts";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "Go to the search box"],
  ["g then h", "Go to your home page"],
  ["j and k", "Next and previous in a list"],
  ["?", "This page"],
];

const keysPage = page({
  path: "/help/keys",
  allow: SIGNED_IN,
  load: async () => accept(KEYS),
  view: (keys) => ({
    title: "Keys",
    body: (
      <>
        <Title>Keys</Title>
        <BodyText>Everything can be done without them. They never act while you type.</BodyText>
        <table className="nhsuk-table">
          <caption className="nhsuk-table__caption">{keys.length} keys</caption>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">What it does</th>
            </tr>
          </thead>
          <tbody>
            {keys.map(([key, what]) => (
              <tr key={key}>
                <td>
                  <kbd>{key}</kbd>
                </td>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </>
    ),
  }),
});

const helpPage = page({
  path: "/help",
  allow: SIGNED_IN,
  load: async (tx) => accept({ role: tx.asking.role_name ?? "", agency: tx.asking.agency_name ?? "" }),
  view: ({ role, agency }) => ({
    title: "Help",
    body: (
      <>
        <Title>Help</Title>
        <BodyText>
          You are working as {role}
          {agency ? ` for ${agency}` : ""}. You see what that role needs and what law and each person's
          consent allow; nothing else is listed, counted or hinted at.
        </BodyText>
        <BodyText>
          Your home page lists what is yours to do, in the order to do it. Every page works with the keyboard:{" "}
          <a href="/help/keys">the keys</a>.
        </BodyText>
        <BodyText>
          If something looks wrong or you cannot do your work, tell your administrator the page and the time.
          Every look at a record and every change is logged.
        </BodyText>
      </>
    ),
  }),
});

/** Help, for everyone who is signed in. */
export const helpRoutes: readonly Route[] = [keysPage, helpPage];
