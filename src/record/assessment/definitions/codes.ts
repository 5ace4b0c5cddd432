import type { Choice } from "../definition.ts";

const list = (text: string): readonly Choice[] =>
  text
    .trim()
    .split("\n")
    .map((line) => {
      const [code = "", ...label] = line.trim().split(" ");
      return { code, label: label.join(" ") };
    });

/** Code lists of core data set K, as seen in a supplier's export (2015); not the present reference data. */
export const YES_NO = list(`Y Yes
N No`);

/** ETHNIC: the 2001 census's sixteen groups, with not stated and not known. */
export const ETHNICITY = list(`A White British
B White Irish
C Any other White background
D White and Black Caribbean
E White and Black African
F White and Asian
G Any other mixed background
H Indian
J Pakistani
K Bangladeshi
L Any other Asian background
M Caribbean
N African
P Any other Black background
R Chinese
S Any other ethnic group
Z Does not wish to say
99 Not known`);

/** SEXUAL */
export const ORIENTATION = list(`H Heterosexual
G Gay or lesbian
B Bisexual
R Other
Z Does not wish to say`);

/** ACCMNEED */
export const ACCOMMODATION = list(`1 No fixed home: an urgent housing problem
2 A housing problem, not urgent
3 No housing problem`);

/** PRNTSTAT */
export const PARENTAL = list(`11 All their children live with them
12 Some of their children live with them
13 None of their children live with them
14 Not a parent
15 Does not wish to say`);

/** EMPSTAT */
export const EMPLOYMENT = list(`1 Regular employment
2 Pupil or student
9 Long-term sick or disabled
10 Homemaker
12 Unemployed and seeking work
13 Not receiving benefits
14 Unpaid voluntary work
15 Retired from paid work
5 Other
6 Not known
99 Not stated`);

/** INJSTAT */
export const INJECTING = list(`C Injects at present
P Has injected, not at present
N Has never injected
Z Does not wish to say`);

/** ROUTE */
export const ROUTES = list(`1 Injects
2 Sniffs
3 Smokes
4 By mouth
5 Other`);

/** DRUG1 to DRUG3: a part of the national list, which is several times longer. */
export const DRUGS = list(`1011 Heroin
1105 Methadone, not prescribed to them
1000 Other opiates
3201 Crack
3200 Cocaine powder
7000 Alcohol
5000 Cannabis
2200 Benzodiazepines
3100 Amphetamines (not ecstasy)
3406 Ecstasy
2100 Barbiturates
4000 Hallucinogens
6000 Solvents
3409 Nicotine
8200 Major tranquillisers
8300 Anti-depressants
9005 Prescription drugs
8799 Other drugs`);
export const NO_SECOND = "9996";
export const NO_THIRD = "9997";

/** HEPBSTAT */
export const HEP_B = list(`A Offered and accepted
B Offered and refused
C Immunised already
E Acquired immunity
D Not offered`);

/** HEPCSTAT */
export const HEP_C = list(`A Offered and accepted
B Offered and refused
D Not offered`);
