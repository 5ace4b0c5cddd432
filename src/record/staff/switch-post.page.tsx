import { BackLink, BodyText, Button } from "nhsuk-react-components";
import { accept, refuse } from "../../kernel/result.ts";
import { choose, FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, SIGNED_IN } from "../../web/page.ts";
import type { OtherPost } from "../../web/web.ts";
import { otherPosts, switchPost } from "./own-posts-store.ts";

const named = ({ role, agency }: OtherPost): string => `${role}, ${agency}`;

/** Works in another of one's posts. It may be pressed on a page of any post: it says itself which. */
export const switchPostAct = act({
  path: "/account/post",
  allow: SIGNED_IN,
  fromAnyPost: true,
  load: async (tx) => {
    const posts = await otherPosts(tx);
    return accept({ posts, now: { role: tx.asking.role_name ?? "", agency: tx.asking.agency_name ?? "" } });
  },
  form: ({ posts }) => ({
    post: choose(
      "Which post do you work in now?",
      posts.map((post) => ({ value: post.id, label: named(post) })),
      "Choose one of your other posts",
    ),
  }),
  view: ({ posts, now }, { form, typed, errors }) => ({
    title: "Switch post",
    body: (
      <>
        <BackLink href="/account">Your account</BackLink>
        <Title errors={errors} caption={`You work as ${now.role}, ${now.agency}`}>
          Switch post
        </Title>
        {posts.length === 0 ? (
          <BodyText>You hold no other post. An administrator can give you one.</BodyText>
        ) : (
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Switch post</Button>
          </PostForm>
        )}
      </>
    ),
  }),
  perform: async (tx, _ask, { post }, { posts }) => {
    const wanted = posts.find((one) => one.id === post);
    const outcome = await switchPost(tx, post);
    if (!wanted || outcome !== "done") return refuse({ code: "not-there" as const });
    tx.log({ what: "changed", about: `switched to ${named(wanted)}`, people: [], basis: "own account" });
    return accept({ to: "/", done: `You work as ${named(wanted)} now.` });
  },
  say: () => "You do not hold that post any more. Choose another.",
});
