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

/** Everyone who can sign in, where they work, and which service's duty team they are in. `lead` names a user name. */
export const CAST: readonly DemoAgency[] = [
  {
    code: "northmoor-police",
    name: "Northmoor Police",
    kind: "police",
    services: [
      {
        code: "northmoor-diversion",
        kind: "diversion",
        name: "Northmoor Diversion",
        team: "Diversion desk",
        lead: "diversion-navigator",
      },
    ],
    posts: [
      {
        username: "custody-officer",
        role: "custody-officer",
        name: "Sgt Dana Whitlock",
        service: "northmoor-diversion",
      },
      {
        username: "diversion-navigator",
        role: "diversion-navigator",
        name: "Imran Sadler",
        service: "northmoor-diversion",
      },
    ],
  },
  {
    code: "northmoor-liaison",
    name: "Northmoor Liaison and Diversion",
    kind: "liaison",
    services: [
      {
        code: "northmoor-brief-advice",
        kind: "early-help",
        name: "Brief advice in custody and court",
        team: "Liaison team",
        lead: "custody-nurse",
      },
    ],
    posts: [
      {
        username: "custody-nurse",
        role: "custody-nurse",
        name: "Bola Adeyemi",
        service: "northmoor-brief-advice",
      },
      {
        username: "court-liaison",
        role: "court-liaison",
        name: "Ruth Penhaligon",
        service: "northmoor-brief-advice",
      },
    ],
  },
  {
    code: "northmoor-probation",
    name: "Northmoor Probation",
    kind: "probation",
    services: [
      {
        code: "northmoor-orders",
        kind: "diversion",
        name: "Treatment requirements",
        team: "Orders team",
        lead: "probation-practitioner",
      },
    ],
    posts: [
      {
        username: "probation-practitioner",
        role: "probation-practitioner",
        name: "Colin Ashdown",
        service: "northmoor-orders",
      },
    ],
  },
  {
    code: "hmp-northmoor-health",
    name: "HMP Northmoor Healthcare",
    kind: "prison-health",
    services: [
      {
        code: "hmp-northmoor-treatment",
        kind: "prison",
        name: "HMP Northmoor treatment",
        team: "Prison recovery team",
        lead: "prison-nurse",
      },
    ],
    posts: [
      {
        username: "prison-nurse",
        role: "prison-nurse",
        name: "Siobhan Kerr",
        service: "hmp-northmoor-treatment",
      },
    ],
  },
  {
    code: "hmp-northmoor",
    name: "HMP Northmoor Resettlement",
    kind: "prison",
    services: [
      {
        code: "hmp-northmoor-resettlement",
        kind: "housing",
        name: "Resettlement",
        team: "Resettlement team",
        lead: "prison-resettlement",
      },
    ],
    posts: [
      {
        username: "prison-resettlement",
        role: "prison-resettlement",
        name: "Gareth Lowe",
        service: "hmp-northmoor-resettlement",
      },
    ],
  },
  {
    code: "wayside",
    name: "Wayside Treatment",
    kind: "treatment",
    services: [
      {
        code: "wayside-community",
        kind: "community",
        name: "Wayside community treatment",
        team: "Wayside duty team",
        lead: "community-prescriber",
      },
      {
        code: "wayside-outreach",
        kind: "early-help",
        name: "Wayside outreach",
        team: "Outreach team",
        lead: "outreach-worker",
      },
    ],
    posts: [
      { username: "keyworker", role: "keyworker", name: "Meera Joshi", service: "wayside-community" },
      { username: "keyworker2", role: "keyworker", name: "Owen Tranter", service: "wayside-community" },
      { username: "keyworker3", role: "keyworker", name: "Paulette Grieve", service: "wayside-community" },
      { username: "keyworker4", role: "keyworker", name: "Tomasz Wrona", service: "wayside-community" },
      { username: "keyworker5", role: "keyworker", name: "Ffion Maddox", service: "wayside-community" },
      { username: "keyworker6", role: "keyworker", name: "Delroy Hanlon", service: "wayside-community" },
      { username: "keyworker7", role: "keyworker", name: "Shazia Mir", service: "wayside-community" },
      { username: "keyworker8", role: "keyworker", name: "Len Cotterill", service: "wayside-community" },
      {
        username: "community-prescriber",
        role: "community-prescriber",
        name: "Dr Anselm Okoro",
        service: "wayside-community",
      },
      {
        username: "outreach-worker",
        role: "outreach-worker",
        name: "Kit Marlow",
        service: "wayside-outreach",
      },
    ],
  },
  {
    code: "fenwick-pharmacy",
    name: "Fenwick Street Pharmacy",
    kind: "pharmacy",
    services: [
      {
        code: "fenwick-supervised",
        kind: "community",
        name: "Fenwick Street supervised consumption",
        team: "Fenwick Street counter",
        lead: "community-pharmacist",
      },
    ],
    posts: [
      {
        username: "community-pharmacist",
        role: "community-pharmacist",
        name: "Nadia Rahimi",
        service: "fenwick-supervised",
      },
    ],
  },
  {
    code: "northmoor-general",
    name: "Northmoor General Hospital",
    kind: "hospital",
    services: [
      {
        code: "northmoor-hospital-team",
        kind: "early-help",
        name: "Hospital drug and alcohol team",
        team: "Hospital team",
        lead: "hospital-liaison",
      },
    ],
    posts: [
      {
        username: "hospital-liaison",
        role: "hospital-liaison",
        name: "Agnes Thorley",
        service: "northmoor-hospital-team",
      },
    ],
  },
  {
    code: "harbour-clinic",
    name: "Harbour Clinic",
    kind: "clinic",
    services: [
      {
        code: "harbour-hat",
        kind: "clinic",
        name: "Harbour heroin-assisted treatment",
        team: "Clinic team",
        lead: "clinic-doctor",
      },
    ],
    posts: [
      { username: "clinic-nurse", role: "clinic-nurse", name: "Femi Balogun", service: "harbour-hat" },
      { username: "clinic-checker", role: "clinic-checker", name: "Una Corrigan", service: "harbour-hat" },
      { username: "clinic-doctor", role: "clinic-doctor", name: "Dr Hester Vane", service: "harbour-hat" },
      { username: "cd-lead", role: "cd-lead", name: "Tobias Crane", service: "harbour-hat" },
      {
        username: "accountable-officer",
        role: "accountable-officer",
        name: "Lorna Beck",
        service: "harbour-hat",
      },
      { username: "identity-clerk", role: "identity-clerk", name: "Priti Nair", service: "harbour-hat" },
    ],
  },
  {
    code: "the-lantern",
    name: "The Lantern",
    kind: "supervised-use",
    services: [
      {
        code: "lantern-room",
        kind: "overdose-prevention",
        name: "The Lantern room",
        team: "Floor team",
        lead: "opc-worker",
      },
    ],
    posts: [{ username: "opc-worker", role: "opc-worker", name: "Jess Arkwright", service: "lantern-room" }],
  },
  {
    code: "highfold",
    name: "Highfold House",
    kind: "rehab",
    services: [
      {
        code: "highfold-rehab",
        kind: "residential",
        name: "Highfold residential rehab",
        team: "House team",
        lead: "rehab-worker",
      },
    ],
    posts: [
      { username: "rehab-worker", role: "rehab-worker", name: "Marcus Bell", service: "highfold-rehab" },
    ],
  },
  {
    code: "northmoor-council",
    name: "Northmoor Council",
    kind: "housing",
    services: [
      {
        code: "northmoor-housing",
        kind: "housing",
        name: "Northmoor housing and work",
        team: "Housing options team",
        lead: "housing-officer",
      },
    ],
    posts: [
      {
        username: "housing-officer",
        role: "housing-officer",
        name: "Carys Bowen",
        service: "northmoor-housing",
      },
    ],
  },
  {
    code: "northmoor-mind-trust",
    name: "Northmoor Mental Health Trust",
    kind: "mental-health",
    services: [
      {
        code: "northmoor-dual",
        kind: "mental-health",
        name: "Dual diagnosis team",
        team: "Dual diagnosis team",
        lead: "mental-health-nurse",
      },
    ],
    posts: [
      {
        username: "mental-health-nurse",
        role: "mental-health-nurse",
        name: "Declan Frost",
        service: "northmoor-dual",
      },
    ],
  },
  {
    code: "new-leaf",
    name: "New Leaf Recovery",
    kind: "recovery",
    services: [
      {
        code: "new-leaf-checkups",
        kind: "recovery",
        name: "New Leaf recovery check-ups",
        team: "Check-up team",
        lead: "recovery-worker",
      },
    ],
    posts: [
      {
        username: "recovery-worker",
        role: "recovery-worker",
        name: "Tess Holloway",
        service: "new-leaf-checkups",
      },
    ],
  },
  {
    code: "northmoor-office",
    name: "Northmoor Partnership Office",
    kind: "office",
    services: [
      {
        code: "northmoor-panel",
        kind: "early-help",
        name: "Partnership office",
        team: "Office team",
        lead: "panel-chair",
      },
    ],
    posts: [
      { username: "panel-chair", role: "panel-chair", name: "Winifred Oyelaran", service: "northmoor-panel" },
      { username: "commissioner", role: "commissioner", name: "Stephen Ludlow", service: "northmoor-panel" },
      { username: "ig-lead", role: "ig-lead", name: "Harriet Moss", service: "northmoor-panel" },
      { username: "administrator", role: "administrator", name: "Ade Fashola", service: "northmoor-panel" },
    ],
  },
];
