import path from "node:path";
import type { Config } from "./config.ts";
import { AREAS_COUNTED, COUNTED, PROGRAMMES, TREATING } from "./counted.ts";
import { collectionFileRoute } from "./exchange/collections/file.page.tsx";
import { importRoutes } from "./exchange/imports/import.page.tsx";
import { declareTransferDoor } from "./exchange/transfer/door.ts";
import { toldPart, transferRoutes } from "./exchange/transfer/index.ts";
import { areaSeriesRoutes } from "./insight/area-series/area-series.page.tsx";
import { changedRoutes } from "./insight/changed/changed.page.tsx";
import { personChangedRoutes } from "./insight/changed/person-changed.page.tsx";
import { indicatorRoutes } from "./insight/indicators/indicators.page.tsx";
import { programmeRoutes } from "./insight/programmes/programme.page.tsx";
import { releaseRoutes } from "./insight/release/index.ts";
import { savedCohortRoutes } from "./insight/saved-cohorts/index.ts";
import type { Tx } from "./kernel/database/door.ts";
import { endOfDay, today } from "./kernel/time.ts";
import { namesOf } from "./names-of.ts";
import { personAbove } from "./person-above.tsx";
import { accessLogRoutes } from "./record/access-log/log.page.tsx";
import { accessPatternRoutes } from "./record/access-pattern/patterns.page.tsx";
import { assessmentRoutes } from "./record/assessment/assessment.page.tsx";
import { backupsPage } from "./record/backup/backups.page.tsx";
import { concernRoutes } from "./record/concern/concern.page.tsx";
import { diaryAreaRoutes } from "./record/diary/index.ts";
import { drugTestRoutes } from "./record/drug-test/drug-test.page.tsx";
import { openingRoutes } from "./record/emergency/open.page.tsx";
import { emergencyReviewRoutes } from "./record/emergency/review.page.tsx";
import { eventRoutes } from "./record/event/event.page.tsx";
import { familyRoutes } from "./record/family/family.page.tsx";
import { myFamilyRoutes } from "./record/family/my-family.page.tsx";
import { gatewayAnswerRoutes } from "./record/gateway/answer.page.tsx";
import { gatewayRoutes } from "./record/gateway/ask.page.tsx";
import { healthRoutes } from "./record/health/health.page.tsx";
import { workRoutes } from "./record/home/index.ts";
import { contactRoutes } from "./record/intervention/contact.page.tsx";
import { keepingRoutes } from "./record/keeping/keeping.page.tsx";
import { letterRoutes } from "./record/letter/letter.page.tsx";
import { measureRoutes } from "./record/measure/measure.page.tsx";
import { movingOnRoutes } from "./record/moving-on/moving-on.page.tsx";
import { myRoutes } from "./record/my/my.page.tsx";
import { noteRoutes } from "./record/note/note.page.tsx";
import { followJoined } from "./record/person/follow-joined.ts";
import { personRoutes } from "./record/person/index.ts";
import { myPlanPage } from "./record/plan/my-plan.page.tsx";
import { planRoutes } from "./record/plan/plan.page.tsx";
import { referralRoutes } from "./record/referral/referral.page.tsx";
import { riskRoutes } from "./record/risk/risk.page.tsx";
import { riskPart } from "./record/risk/risk-part.tsx";
import { consentRoutes } from "./record/sharing/consent.page.tsx";
import { sharingRulesRoutes } from "./record/sharing-rules/rules.page.tsx";
import { accountRoutes } from "./record/staff/account.page.tsx";
import { helpRoutes } from "./record/staff/help.page.tsx";
import { staffRoutes } from "./record/staff/index.ts";
import { otherPosts } from "./record/staff/own-posts-store.ts";
import { provingAt } from "./record/staff/proving.tsx";
import { declareSignIn } from "./record/staff/sign-in.page.tsx";
import { tasksDue } from "./record/staff/store.ts";
import { switchPostAct } from "./record/staff/switch-post.page.tsx";
import { supplyRoutes } from "./record/supply/supply.page.tsx";
import { virusRoutes } from "./record/virus/virus.page.tsx";
import { attendanceRoutes } from "./services/clinic/attendance/attendance.page.tsx";
import { opioidsPart } from "./services/clinic/away/at-once.tsx";
import { awayRoutes } from "./services/clinic/away/here-now.page.tsx";
import { dosingRoutes } from "./services/clinic/dosing/index.ts";
import { downtimePages } from "./services/clinic/downtime/index.ts";
import { endingRoutes } from "./services/clinic/ending/acts.page.tsx";
import { clinicOrderRoutes } from "./services/clinic/orders-routes.ts";
import { oversightRoutes } from "./services/clinic/oversight/oversight.page.tsx";
import { registerRoutes } from "./services/clinic/register/routes.ts";
import { selectionRoutes } from "./services/clinic/selection/index.ts";
import { SERVICES } from "./services/index.ts";
import { medicinesRoutes } from "./services/medicines/index.ts";
import type { System } from "./system.ts";
import { loadAssets } from "./web/assets.ts";
import type { NavigationItem } from "./web/layout.tsx";
import type { Route } from "./web/page.ts";
import { buildWeb, type FrameFacts, type Web } from "./web/server.ts";

/** Every screen of the system, by area. */
export const ROUTES: readonly Route[] = [
  ...helpRoutes,
  ...accountRoutes,
  switchPostAct,
  ...importRoutes(SERVICES),
  ...staffRoutes,
  backupsPage,
  ...personRoutes(SERVICES, [opioidsPart, riskPart, toldPart]),
  ...referralRoutes(SERVICES),
  ...concernRoutes,
  ...assessmentRoutes,
  ...contactRoutes,
  ...familyRoutes,
  ...riskRoutes,
  ...planRoutes,
  ...noteRoutes,
  ...measureRoutes,
  ...healthRoutes(SERVICES),
  ...movingOnRoutes(SERVICES),
  ...letterRoutes,
  ...transferRoutes(SERVICES),
  ...supplyRoutes(SERVICES),
  ...drugTestRoutes,
  ...virusRoutes,
  ...eventRoutes,
  collectionFileRoute,
  ...medicinesRoutes,
  ...downtimePages,
  ...attendanceRoutes,
  ...dosingRoutes,
  ...awayRoutes,
  ...endingRoutes,
  ...selectionRoutes(SERVICES),
  ...clinicOrderRoutes,
  ...registerRoutes,
  ...oversightRoutes,
  ...consentRoutes,
  ...openingRoutes,
  ...emergencyReviewRoutes,
  ...gatewayRoutes,
  ...gatewayAnswerRoutes,
  ...sharingRulesRoutes,
  ...accessLogRoutes,
  ...keepingRoutes,
  ...accessPatternRoutes,
  ...diaryAreaRoutes(SERVICES),
  ...workRoutes(SERVICES),
  ...myRoutes(SERVICES),
  myPlanPage,
  ...myFamilyRoutes,
  ...changedRoutes(COUNTED),
  ...personChangedRoutes(COUNTED, personAbove),
  ...indicatorRoutes(TREATING, namesOf),
  ...releaseRoutes(TREATING, COUNTED, PROGRAMMES.kinds, AREAS_COUNTED),
  ...programmeRoutes(PROGRAMMES),
  ...savedCohortRoutes(COUNTED),
  ...areaSeriesRoutes(AREAS_COUNTED),
].map(followJoined);

/** Style sheets that live beside the pictures they style. */
const STYLES = [
  "record/staff/staff.css",
  "record/access-pattern/access-pattern.css",
  "exchange/imports/imports.css",
  "exchange/transfer/transfer.css",
  "record/measure/measure.css",
  "record/handover/work.css",
  "record/person/journey.css",
  "insight/changed/changed.css",
  "insight/release/release.css",
  "insight/programmes/programmes.css",
  "record/person/person.css",
  "record/event/event.css",
  "record/letter/letter.css",
  "record/diary/diary.css",
  "record/sharing/sharing.css",
  "services/medicines/medicines.css",
  "services/clinic/dosing/dosing.css",
  "services/clinic/downtime/downtime.css",
  "services/clinic/register/register.css",
  "record/plan/care.css",
].map((file) => path.join(import.meta.dirname, file));

/** Each word of the navigation is for whoever has one of these permissions; without any, for everyone. */
const NAVIGATION: readonly (NavigationItem & { readonly for: readonly string[] })[] = [
  { href: "/", label: "Home", for: [] },
  { href: "/people", label: "People", for: ["person:find"] },
  { href: "/boards", label: "Boards", for: ["person:read", "board:partnership"] },
  { href: "/dosing", label: "Dosing", for: ["dose:board"] },
  { href: "/dispensing", label: "Dispensing", for: ["dispense"] },
  { href: "/signing", label: "To sign", for: ["prescribe"] },
  { href: "/safeguarding", label: "Safeguarding", for: ["safeguarding:lead"] },
  { href: "/panel", label: "Panel", for: ["panel"] },
  { href: "/selection", label: "Selection", for: ["selection"] },
  { href: "/clinic/signing", label: "Orders", for: ["prescribe:licensed"] },
  { href: "/clinic/licences", label: "Licences", for: ["clinic:govern"] },
  { href: "/clinic/protocols", label: "Protocols", for: ["clinic:govern"] },
  { href: "/register", label: "Register", for: ["register:read"] },
  { href: "/witness", label: "To witness", for: ["register:destroy-witness"] },
  { href: "/supplies", label: "Supplies", for: ["clinical"] },
  { href: "/diary", label: "Diary", for: ["person:read"] },
  { href: "/imports", label: "Imports", for: ["import"] },
  { href: "/transfers", label: "Transfers", for: ["person:register", "access-log:read", "gateway:answer"] },
  { href: "/partnerships", label: "Partnerships", for: ["staff:manage"] },
  { href: "/identity", label: "Identity", for: ["identity:review"] },
  { href: "/access", label: "Access log", for: ["access-log:read"] },
  { href: "/emergencies", label: "Emergencies", for: ["emergency:review"] },
  { href: "/gateways", label: "Without consent", for: ["gateway:answer"] },
  { href: "/keeping", label: "Keeping", for: ["keeping:decide"] },
  { href: "/sharing-rules", label: "Sharing rules", for: ["sharing-rules:sign"] },
  { href: "/my", label: "My record", for: ["own-record"] },
  { href: "/what-changed", label: "What changed", for: ["insight:read"] },
  { href: "/releases", label: "Published", for: ["release:prepare", "release:approve"] },
  { href: "/staff", label: "Staff", for: ["staff:manage"] },
  { href: "/pharmacies", label: "Pharmacies", for: ["staff:manage"] },
  { href: "/premises", label: "Premises", for: ["staff:manage"] },
];

/** The words of a role's navigation, its search box and what is due. */
async function frameFacts(tx: Tx): Promise<FrameFacts> {
  const { may } = tx.asking;
  return {
    navigation: NAVIGATION.filter(
      (item) => item.for.length === 0 || item.for.some((permission) => may.includes(permission)),
    ),
    mayFind: may.includes("person:find"),
    posts: await otherPosts(tx),
    ...(may.includes("work") ? { tasksDue: await tasksDue(tx, endOfDay(today())) } : {}),
  };
}

/** Builds the web server over open partnerships. `listen` is the caller's. */
export async function buildApp(system: System, config: Config, requestsPerMinute = 1200): Promise<Web> {
  const sites = new Map(
    [...system.partnerships.values()].map((one) => [
      one.code,
      { code: one.code, name: one.name, madeUp: one.madeUp, database: one.database },
    ]),
  );
  const ways = new Map(
    [...system.partnerships.values()].map((one) => [
      one.code,
      { code: one.code, name: one.name, madeUp: one.madeUp, store: one.signIn },
    ]),
  );
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = config;
  const web = await buildWeb({
    sites,
    routes: ROUTES,
    assets: await loadAssets(STYLES),
    frameFacts,
    proving: provingAt(ways, config.PUBLIC_ORIGIN, system.originKey),
    secure: certFile !== undefined || config.BEHIND_PROXY,
    ...(certFile && keyFile ? { tls: { certFile, keyFile } } : {}),
    trustProxy: config.BEHIND_PROXY,
    ...(config.PUBLIC_ORIGIN ? { publicOrigin: config.PUBLIC_ORIGIN } : {}),
    requestsPerMinute,
    uploads: path.join(config.DATA_DIR, "uploads"),
    logLevel: config.LOG_LEVEL,
  });
  declareSignIn(web, ways, system.originKey);
  declareTransferDoor(
    web,
    new Map([...system.partnerships.values()].map((one) => [one.code, one.transfers])),
  );
  for (const site of sites.values()) {
    const stop = await site.database.listen(
      (topic) => web.signals.tell(`${site.code}:${topic}`),
      () => web.signals.missed(),
    );
    web.app.addHook("onClose", () => stop());
  }
  return web;
}
