import type { Tx } from "../../kernel/database/door.ts";
import { type Choice, choose, pick, text } from "../../web/form.tsx";
import { allAgencies, everyTeam, namesForForms, type PostWanted } from "./administration-store.ts";

/** What a post can be: its roles, and its places, each a team of an agency or the agency itself. */
export type PostChoices = { readonly roles: readonly Choice[]; readonly places: readonly Choice[] };

/** The posts that can be given here. */
export async function postChoices(tx: Tx): Promise<PostChoices> {
  const [agencies, teams, names] = [await allAgencies(tx), await everyTeam(tx), await namesForForms(tx)];
  return {
    roles: names.roles.map(({ code, name }) => ({ value: code, label: name })),
    places: agencies.flatMap((agency) => [
      ...teams
        .filter((team) => team.agency_id === agency.id)
        .map((team) => ({ value: `${agency.id} ${team.id}`, label: `${agency.name}: ${team.name}` })),
      { value: agency.id, label: `${agency.name}, in no team yet` },
    ]),
  };
}

/** The questions about a post. */
export const postForm = (choices: PostChoices) => ({
  place: pick("Agency and duty team", choices.places, "Choose where they work"),
  role: pick("Role", choices.roles, "Choose a role", {
    hint: "The role decides which categories of record they see, whatever the agency may.",
  }),
});

/** The questions about another post of someone who works here already. */
export const anotherPostForm = (choices: PostChoices) => ({
  ...postForm(choices),
  others: choose(
    "What of the posts they hold now?",
    [
      {
        value: "beside",
        label: "They keep them",
        hint: "They work in one post at a time and switch at the top of every page.",
      },
      {
        value: "instead",
        label: "They end now",
        hint: "They are signed out everywhere, and sign in again to the new post.",
      },
    ],
    "Choose whether they keep the posts they hold",
  ),
});

/** The post that was chosen. */
export function postWanted(values: { readonly place: string; readonly role: string }): PostWanted {
  const [agency = "", team] = values.place.split(" ");
  return { agency, team, role: values.role };
}

const USERNAME = /^[a-z0-9][a-z0-9.-]{1,62}$/;

/** The questions about a new worker. */
export const workerForm = (choices: PostChoices) => ({
  name: text("Name", "Enter their name as colleagues know them", { longest: 100, autoComplete: "off" }),
  username: {
    ...text("User name", "Enter a user name", {
      hint: "Small letters, digits, dots and hyphens, like sam.hill",
      longest: 63,
    }),
    read: (typed: string | readonly string[] | undefined): { value: string } | { error: string } => {
      const value = (typeof typed === "string" ? typed : "").trim().toLowerCase();
      if (value === "") return { error: "Enter a user name" };
      return USERNAME.test(value)
        ? { value }
        : { error: "Use 2 to 63 small letters, digits, dots and hyphens, a letter or digit first" };
    },
  },
  ...postForm(choices),
});

/** Yes, or leave it: a full-page stop before an act that shuts somebody out. */
export const sure = (label: string, yes: string) => ({
  sure: choose(label, [{ value: "yes", label: yes }], "Tick it if you mean it, or go back"),
});
