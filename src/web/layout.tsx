import { createContext, type ReactNode, useContext } from "react";
import type { FormErrors } from "./form.tsx";
import { Problems } from "./form.tsx";
import type { Shown } from "./page.ts";
import { SCREENS, type Screen } from "./screen.ts";
import type { OtherPost } from "./web.ts";

/** One word of the role's own navigation. */
export type NavigationItem = { readonly href: string; readonly label: string };

/** Everything the frame around a page shows. */
export type Frame = {
  readonly partnership: string;
  readonly madeUp: boolean;
  readonly path: string;
  readonly nonce: string;
  readonly csrf: string;
  readonly once: string;
  readonly done?: string;
  /** When the page was made, in words, for whoever holds it on paper. */
  readonly madeAt: string;
  readonly styles: string;
  readonly screen: Screen;
  /** Where a choice made in the frame leads back to. */
  readonly back: string;
  readonly scripts: readonly string[];
  /** Where the signals of the reader's agency stood when this was read, for pages that refresh themselves. */
  readonly mark?: string;
  readonly asking?: {
    readonly name: string;
    readonly role: string;
    readonly agency: string;
    /** The post this page is made for; none for the person in treatment. */
    readonly post?: string;
    /** Other posts they hold and can switch to. */
    readonly posts?: readonly OtherPost[];
    readonly navigation: readonly NavigationItem[];
    readonly mayFind: boolean;
    /** Counted to 100. None for those who have no work list: the person in treatment. */
    readonly tasksDue?: number;
  };
};

const FrameContext = createContext<Frame | undefined>(undefined);

/** A whole document around what a page shows. */
export function Document({ frame, shown }: { frame: Frame; shown: Shown }): ReactNode {
  const { asking } = frame;
  return (
    <html lang="en-GB" className="nhsuk-template">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content={SCHEME[frame.screen]} />
        <title>{`${shown.title} – Throughcare`}</title>
        <link rel="stylesheet" href={frame.styles} />
        <link rel="icon" href="data:," />
        {frame.scripts.map((source) => (
          <script key={source} type="module" src={source} />
        ))}
      </head>
      <body
        className="nhsuk-template__body"
        data-live={shown.live ? frame.mark : undefined}
        data-post={asking?.post}
      >
        <a className="nhsuk-skip-link" href="#main">
          Skip to main content
        </a>
        {frame.madeUp ? (
          <aside className="made-up" aria-label="Demonstration">
            Demonstration: everyone here is made up.
          </aside>
        ) : null}
        <FrameContext.Provider value={frame}>
          <header className="bar">
            <div className="bar__row">
              <a className="bar__name" href="/">
                Throughcare <span>{frame.partnership}</span>
              </a>
              {asking ? <Working asking={asking} /> : null}
            </div>
            {asking ? <Navigation items={asking.navigation} path={frame.path} /> : null}
          </header>
          {shown.bar}
          <div className={shown.wide ? "page page--wide" : "page"}>
            <main id="main" className="nhsuk-main-wrapper" tabIndex={-1}>
              {frame.done ? (
                <div className="done" role="status">
                  <Done words={frame.done} />
                </div>
              ) : null}
              {shown.body}
            </main>
          </div>
          <footer className="foot">
            <p>
              Throughcare · {frame.partnership}
              <span className="only-print">
                {asking ? ` · printed ${frame.madeAt} by ${asking.name}, ${asking.agency}` : ""}
              </span>
            </p>
            <ScreenChoice frame={frame} />
            {asking ? (
              <p className="no-print">
                <a href="/account">Your account</a> · <a href="/help/keys">Keys</a> · <a href="/help">Help</a>
              </p>
            ) : null}
          </footer>
        </FrameContext.Provider>
      </body>
    </html>
  );
}

const SCHEME = { device: "light dark", light: "light", dim: "dark" } as const satisfies Record<
  Screen,
  string
>;
const SCREEN_WORDS = { device: "As the device", light: "Light", dim: "Dim" } as const satisfies Record<
  Screen,
  string
>;

/** How bright the pages are in this browser. Clinics and cars are dark. */
function ScreenChoice({ frame }: { frame: Frame }): ReactNode {
  return (
    <PostForm action="/screen" className="screen">
      <input type="hidden" name="back" value={frame.back} />
      <fieldset>
        <legend>Screen</legend>
        {SCREENS.map((screen) => (
          <button
            key={screen}
            type="submit"
            name="screen"
            value={screen}
            aria-pressed={screen === frame.screen}
          >
            {SCREEN_WORDS[screen]}
          </button>
        ))}
      </fieldset>
    </PostForm>
  );
}

/** What is due is counted to 100. */
const sayDue = (tasks: number): string =>
  tasks === 0 ? "No tasks due" : tasks > 99 ? "More than 99 due" : `${tasks} due`;

/** What was done. A link to hand on stands on a line of its own, taken up by one press. */
function Done({ words }: { words: string }): ReactNode {
  const link = /https?:\/\/\S+$/.exec(words)?.[0];
  if (!link) return <p>{words}</p>;
  return (
    <p>
      {words.slice(0, -link.length)}
      <span className="done__link">{link}</span>
    </p>
  );
}

function Working({ asking }: { asking: NonNullable<Frame["asking"]> }): ReactNode {
  return (
    <>
      {asking.mayFind ? (
        <search className="bar__search">
          <form action="/people" method="get">
            <label className="nhsuk-u-visually-hidden" htmlFor="find">
              Find a person
            </label>
            <input
              id="find"
              name="find"
              type="search"
              autoComplete="off"
              placeholder="Name, birth date or number"
            />
            <button type="submit">Find</button>
          </form>
        </search>
      ) : null}
      <p className="bar__as">
        <a href="/account">
          <span className="nhsuk-u-visually-hidden">Your account, working as </span>
          <strong>{asking.role}</strong> {asking.agency}
        </a>
      </p>
      <Switch posts={asking.posts ?? []} />
      {asking.tasksDue === undefined ? null : (
        <a className="bar__due" href="/tasks">
          {sayDue(asking.tasksDue)}
        </a>
      )}
      <PostForm action="/sign-out" className="bar__out">
        <button type="submit">
          Sign out<span className="nhsuk-u-visually-hidden"> {asking.name}</span>
        </button>
      </PostForm>
    </>
  );
}

/** The other posts someone holds, each one press away. */
function Switch({ posts }: { posts: readonly OtherPost[] }): ReactNode {
  if (posts.length === 0) return null;
  return (
    <details className="bar__switch no-print">
      <summary>Switch post</summary>
      <ul>
        {posts.map((post) => (
          <li key={post.id}>
            <PostButton action="/account/post" fields={{ post: post.id }} className="bar__post">
              <span className="nhsuk-u-visually-hidden">Work as </span>
              <strong>{post.role}</strong> {post.agency}
            </PostButton>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Navigation({ items, path }: { items: readonly NavigationItem[]; path: string }): ReactNode {
  const here = (href: string): boolean => (href === "/" ? path === "/" : path.startsWith(href));
  return (
    <nav className="bar__nav" aria-label="Main">
      <ul>
        {items.map((item) => (
          <li key={item.href}>
            <a href={item.href} aria-current={here(item.href) ? "page" : undefined}>
              {item.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/**
 * A form that acts. It carries the token that shows it came from here, an id of its own so that a double press is one act,
 * and the post it was made for, so that it acts in no other.
 */
export function PostForm(props: {
  action?: string;
  className?: string;
  multipart?: boolean;
  children: ReactNode;
}): ReactNode {
  const frame = useContext(FrameContext);
  return (
    <form
      action={props.action}
      method="post"
      className={props.className}
      noValidate
      encType={props.multipart ? "multipart/form-data" : undefined}
    >
      <input type="hidden" name="_csrf" value={frame?.csrf ?? ""} />
      <input type="hidden" name="_once" value={frame?.once ?? ""} />
      {frame?.asking?.post ? <input type="hidden" name="_post" value={frame.asking.post} /> : null}
      {props.children}
    </form>
  );
}

/** A small form that is one button: accept, sign in as. The button says the act. */
export function PostButton(props: {
  action: string;
  children: ReactNode;
  fields?: Readonly<Record<string, string>>;
  className?: string;
}): ReactNode {
  return (
    <PostForm action={props.action} className="one-button">
      {Object.entries(props.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className={props.className ?? "nhsuk-button nhsuk-button--small"}>
        {props.children}
      </button>
    </PostForm>
  );
}

/** The heading of a page, with the error summary above it when a form came back. */
export function Title(props: { children: ReactNode; caption?: ReactNode; errors?: FormErrors }): ReactNode {
  return (
    <>
      {props.errors ? <Problems errors={props.errors} /> : null}
      <h1 className="nhsuk-heading-l">
        {props.caption ? <span className="nhsuk-caption-l">{props.caption}</span> : null}
        {props.children}
      </h1>
    </>
  );
}
