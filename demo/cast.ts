/** The made-up agencies, services and workers of Northmoor. Names are invented; any likeness is chance. */

export type DemoService = {
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  readonly team: string;
  readonly lead: string;
};
export type DemoPost = {
  readonly username: string;
  readonly role: string;
  readonly name: string;
  readonly service?: string;
};
export type DemoAgency = {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly services: readonly DemoService[];
  readonly posts: readonly DemoPost[];
};

const service = (code: string, kind: string, name: string, team: string, lead: string): DemoService => ({
  code,
  kind,
  name,
  team,
  lead,
});
const post = (username: string, role: string, name: string, place: string): DemoPost => ({
  username,
  role,
  name,
  service: place,
});

/** Everyone who can sign in, where they work, and which service's duty team they are in. `lead` names a user name. */
export const CAST: readonly DemoAgency[] = [
  {
    code: "northmoor-police",
    name: "Northmoor Police",
    kind: "police",
    services: [
      service(
        "northmoor-diversion",
        "diversion",
        "Northmoor Diversion",
        "Diversion desk",
        "diversion-navigator",
      ),
    ],
    posts: [
      post("custody-officer", "custody-officer", "Sgt Dana Whitlock", "northmoor-diversion"),
      post("diversion-navigator", "diversion-navigator", "Imran Sadler", "northmoor-diversion"),
      post("panel-police", "panel-member", "Insp Rhona Bell", "northmoor-diversion"),
    ],
  },
  {
    code: "northmoor-liaison",
    name: "Northmoor Liaison and Diversion",
    kind: "liaison",
    services: [
      service(
        "northmoor-brief-advice",
        "early-help",
        "Brief advice in custody and court",
        "Liaison team",
        "custody-nurse",
      ),
    ],
    posts: [
      post("custody-nurse", "custody-nurse", "Bola Adeyemi", "northmoor-brief-advice"),
      post("court-liaison", "court-liaison", "Ruth Penhaligon", "northmoor-brief-advice"),
    ],
  },
  {
    code: "northmoor-probation",
    name: "Northmoor Probation",
    kind: "probation",
    services: [
      service(
        "northmoor-orders",
        "diversion",
        "Treatment requirements",
        "Orders team",
        "probation-practitioner",
      ),
    ],
    posts: [post("probation-practitioner", "probation-practitioner", "Colin Ashdown", "northmoor-orders")],
  },
  {
    code: "hmp-northmoor-health",
    name: "HMP Northmoor Healthcare",
    kind: "prison-health",
    services: [
      service(
        "hmp-northmoor-treatment",
        "prison",
        "HMP Northmoor treatment",
        "Prison recovery team",
        "prison-nurse",
      ),
    ],
    posts: [post("prison-nurse", "prison-nurse", "Siobhan Kerr", "hmp-northmoor-treatment")],
  },
  {
    code: "hmp-northmoor",
    name: "HMP Northmoor Resettlement",
    kind: "prison",
    services: [
      service(
        "hmp-northmoor-resettlement",
        "housing",
        "Resettlement",
        "Resettlement team",
        "prison-resettlement",
      ),
    ],
    posts: [post("prison-resettlement", "prison-resettlement", "Gareth Lowe", "hmp-northmoor-resettlement")],
  },
  {
    code: "wayside",
    name: "Wayside Treatment",
    kind: "treatment",
    services: [
      service(
        "wayside-community",
        "community",
        "Wayside community treatment",
        "Wayside duty team",
        "community-prescriber",
      ),
      service("wayside-outreach", "early-help", "Wayside outreach", "Outreach team", "outreach-worker"),
      service("wayside-family", "family", "Wayside family support", "Family and carers team", "keyworker2"),
    ],
    posts: [
      post("keyworker", "keyworker", "Meera Joshi", "wayside-community"),
      post("panel-treatment", "panel-member", "Corin Ashby", "wayside-community"),
      post("keyworker2", "keyworker", "Owen Tranter", "wayside-community"),
      post("keyworker3", "keyworker", "Paulette Grieve", "wayside-community"),
      post("keyworker4", "keyworker", "Tomasz Wrona", "wayside-community"),
      post("keyworker5", "keyworker", "Ffion Maddox", "wayside-community"),
      post("keyworker6", "keyworker", "Delroy Hanlon", "wayside-community"),
      post("keyworker7", "keyworker", "Shazia Mir", "wayside-community"),
      post("keyworker8", "keyworker", "Len Cotterill", "wayside-community"),
      post("community-prescriber", "community-prescriber", "Dr Anselm Okoro", "wayside-community"),
      post("outreach-worker", "outreach-worker", "Kit Marlow", "wayside-outreach"),
      post("safeguarding-lead", "safeguarding-lead", "Rosalind Achebe", "wayside-community"),
    ],
  },
  {
    code: "fenwick-pharmacy",
    name: "Fenwick Street Pharmacy",
    kind: "pharmacy",
    services: [
      service(
        "fenwick-supervised",
        "community",
        "Fenwick Street supervised consumption",
        "Fenwick Street counter",
        "community-pharmacist",
      ),
    ],
    posts: [post("community-pharmacist", "community-pharmacist", "Nadia Rahimi", "fenwick-supervised")],
  },
  {
    code: "northmoor-general",
    name: "Northmoor General Hospital",
    kind: "hospital",
    services: [
      service(
        "northmoor-hospital-team",
        "early-help",
        "Hospital drug and alcohol team",
        "Hospital team",
        "hospital-liaison",
      ),
    ],
    posts: [post("hospital-liaison", "hospital-liaison", "Agnes Thorley", "northmoor-hospital-team")],
  },
  {
    code: "harbour-clinic",
    name: "Harbour Clinic",
    kind: "clinic",
    services: [
      service("harbour-hat", "clinic", "Harbour heroin-assisted treatment", "Clinic team", "clinic-doctor"),
    ],
    posts: [
      post("clinic-nurse", "clinic-nurse", "Femi Balogun", "harbour-hat"),
      post("clinic-checker", "clinic-checker", "Una Corrigan", "harbour-hat"),
      post("clinic-recovery-worker", "clinic-recovery-worker", "Joss Hartnell", "harbour-hat"),
      post("clinic-doctor", "clinic-doctor", "Dr Hester Vane", "harbour-hat"),
      post("cd-lead", "cd-lead", "Tobias Crane", "harbour-hat"),
      post("accountable-officer", "accountable-officer", "Lorna Beck", "harbour-hat"),
      post("destruction-witness", "destruction-witness", "Ivor Penn", "harbour-hat"),
      post("identity-clerk", "identity-clerk", "Priti Nair", "harbour-hat"),
    ],
  },
  {
    code: "the-lantern",
    name: "The Lantern",
    kind: "supervised-use",
    services: [
      service("lantern-room", "overdose-prevention", "The Lantern room", "Floor team", "opc-worker"),
    ],
    posts: [post("opc-worker", "opc-worker", "Jess Arkwright", "lantern-room")],
  },
  {
    code: "highfold",
    name: "Highfold House",
    kind: "rehab",
    services: [
      service("highfold-rehab", "residential", "Highfold residential rehab", "House team", "rehab-worker"),
    ],
    posts: [post("rehab-worker", "rehab-worker", "Marcus Bell", "highfold-rehab")],
  },
  {
    code: "northmoor-council",
    name: "Northmoor Council",
    kind: "housing",
    services: [
      service(
        "northmoor-housing",
        "housing",
        "Northmoor housing and work",
        "Housing options team",
        "housing-officer",
      ),
    ],
    posts: [
      post("housing-officer", "housing-officer", "Carys Bowen", "northmoor-housing"),
      post("panel-member", "panel-member", "Selma Reed", "northmoor-housing"),
    ],
  },
  {
    code: "northmoor-mind-trust",
    name: "Northmoor Mental Health Trust",
    kind: "mental-health",
    services: [
      service(
        "northmoor-dual",
        "mental-health",
        "Dual diagnosis team",
        "Dual diagnosis team",
        "mental-health-nurse",
      ),
    ],
    posts: [post("mental-health-nurse", "mental-health-nurse", "Declan Frost", "northmoor-dual")],
  },
  {
    code: "new-leaf",
    name: "New Leaf Recovery",
    kind: "recovery",
    services: [
      service(
        "new-leaf-checkups",
        "recovery",
        "New Leaf recovery check-ups",
        "Check-up team",
        "recovery-worker",
      ),
    ],
    posts: [post("recovery-worker", "recovery-worker", "Tess Holloway", "new-leaf-checkups")],
  },
  {
    code: "northmoor-office",
    name: "Northmoor Partnership Office",
    kind: "office",
    services: [service("northmoor-panel", "early-help", "Partnership office", "Office team", "panel-chair")],
    posts: [
      post("panel-chair", "panel-chair", "Winifred Oyelaran", "northmoor-panel"),
      post("commissioner", "commissioner", "Stephen Ludlow", "northmoor-panel"),
      post("ig-lead", "ig-lead", "Harriet Moss", "northmoor-panel"),
      post("data-protection-officer", "data-protection-officer", "Julian Adeyemi", "northmoor-panel"),
      post("administrator", "administrator", "Ade Fashola", "northmoor-panel"),
    ],
  },
];

/** Second posts of the cast: who works for two agencies, one at a time. */
export const SECOND_POSTS: readonly (DemoPost & { readonly agency: string; readonly service: string })[] = [
  {
    ...post("court-liaison", "mental-health-nurse", "Ruth Penhaligon", "northmoor-dual"),
    agency: "northmoor-mind-trust",
    service: "northmoor-dual",
  },
];
