/** From which age somebody is taken as an adult here. A child who is referred goes to safeguarding, whatever the service. */
export const ADULT_FROM = {
  years: 18,
  version: 1,
  status: "proposed",
  source:
    "Children Act 1989, s. 105: a child is a person under eighteen; the adult national data set takes people from 18",
  checkBy: "2027-04-01",
} as const;
