import { checkedKinds } from "../record/episode/service-kind.ts";
import { clinic } from "./clinic/service.ts";
import { community } from "./community/service.ts";
import { diversion } from "./diversion/service.ts";
import { earlyHelp } from "./early-help/service.ts";
import { family } from "./family/service.ts";
import { housing } from "./housing/service.ts";
import { mentalHealth } from "./mental-health/service.ts";
import { overdosePrevention } from "./overdose-prevention/service.ts";
import { prison } from "./prison/service.ts";
import { recovery } from "./recovery/service.ts";
import { residential } from "./residential/service.ts";

/** Every kind of service, in the order a journey often takes. Adding one is a folder and a line here. */
export const SERVICES = checkedKinds([
  diversion,
  prison,
  community,
  clinic,
  overdosePrevention,
  residential,
  housing,
  mentalHealth,
  recovery,
  earlyHelp,
  family,
]);
