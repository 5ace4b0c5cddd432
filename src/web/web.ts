import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database, Tx } from "../kernel/database/door.ts";
import type { Assets } from "./assets.ts";
import type { NavigationItem } from "./layout.tsx";
import type { Notice } from "./noticing.ts";
import type { Route, Shown } from "./page.ts";
import type { Proving } from "./proof.tsx";
import type { Declared } from "./registry.ts";
import type { Signals } from "./signals.ts";

/** One partnership as the web sees it. */
export type Site = {
  readonly code: string;
  readonly name: string;
  readonly madeUp: boolean;
  readonly database: Database;
};

/** Another post that whoever is signed in holds. */
export type OtherPost = { readonly id: string; readonly role: string; readonly agency: string };

/** What the frame around every page needs to know of whoever asks. */
export type FrameFacts = {
  readonly navigation: readonly NavigationItem[];
  readonly mayFind: boolean;
  /** Other posts they can switch to. */
  readonly posts?: readonly OtherPost[];
  /** None for those who have no work list: the person in treatment. */
  readonly tasksDue?: number;
};

export type WebOptions = {
  readonly sites: ReadonlyMap<string, Site>;
  readonly routes: readonly Route[];
  readonly assets: Assets;
  readonly frameFacts: (tx: Tx) => Promise<FrameFacts>;
  /** How whoever is signed in shows again that it is they. Needed where a route asks for it. */
  readonly proving?: Proving;
  readonly secure: boolean;
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  readonly trustProxy: boolean;
  readonly publicOrigin?: string;
  readonly requestsPerMinute: number;
  /** Folder in which files that are being sent lie until they have been read. */
  readonly uploads: string;
  /** Whoever sends nothing for so long in the middle of a form is cut off; a minute unless told otherwise. */
  readonly longestSilenceMs?: number;
  /** Whoever has waited so long for the database is told that it does not answer; 45 seconds unless told otherwise. */
  readonly longestWaitMs?: number;
  readonly logLevel: string;
  /** Where the server's log goes; to standard output unless told otherwise. */
  readonly logTo?: { write(line: string): void };
};

/** What pages outside a session (signing in) may use. */
export type Web = {
  readonly app: FastifyInstance;
  readonly options: WebOptions;
  /** Every address there is, with who may open it. */
  readonly declared: readonly Declared[];
  readonly signals: Signals;
  show(request: FastifyRequest, reply: FastifyReply, shown: Shown, status?: number): FastifyReply;
  /** Notes in the server's log that somebody tried to get round a control. */
  readonly notice: Notice;
  moveTo(reply: FastifyReply, to: string, done?: string): FastifyReply;
};
