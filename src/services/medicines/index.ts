import type { Route } from "../../web/page.ts";
import { dispensingPage } from "./dispensing.page.tsx";
import { lastDosePart } from "./last-dose.tsx";
import { medicinesPage } from "./medicines.page.tsx";
import { moveRoutes } from "./move.page.tsx";
import { myMedicinesPage } from "./my-medicines.page.tsx";
import { observedRoutes } from "./observed.page.tsx";
import { pharmacyRoutes } from "./pharmacy.page.tsx";
import { prescriptionPage } from "./prescription.page.tsx";
import { printPage } from "./print.page.tsx";
import { protocolsPage } from "./protocols.page.tsx";
import { recordRoutes } from "./record.page.tsx";
import { signRoutes } from "./sign.page.tsx";
import { writeRoutes } from "./write.page.tsx";

/** Every screen of medicines by mouth: prescribing, signing, dispensing, and doses that were seen. */
export const medicinesRoutes: readonly Route[] = [
  medicinesPage,
  ...writeRoutes,
  prescriptionPage,
  ...signRoutes,
  ...moveRoutes,
  printPage,
  ...observedRoutes,
  dispensingPage,
  ...recordRoutes,
  ...pharmacyRoutes,
  protocolsPage,
  myMedicinesPage,
];

export { drugName } from "./medicines-parts.tsx";
export { lastDosePart };
