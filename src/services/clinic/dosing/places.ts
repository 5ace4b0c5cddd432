import { ROUTES, type Route } from "../prescribing/order.ts";

/** Where an injection went in: route and site in one, arms and hands first. Source: CRISM guideline 2019, routes and sites accepted. */
export const PLACES = {
  "vein-arm-left": "Vein, left arm",
  "vein-arm-right": "Vein, right arm",
  "vein-hand-left": "Vein, left hand",
  "vein-hand-right": "Vein, right hand",
  "vein-leg-left": "Vein, left leg or foot",
  "vein-leg-right": "Vein, right leg or foot",
  "vein-groin-left": "Vein, left groin",
  "vein-groin-right": "Vein, right groin",
  "vein-neck": "Vein, neck",
  "muscle-arm-left": "Muscle, left upper arm",
  "muscle-arm-right": "Muscle, right upper arm",
  "muscle-thigh-left": "Muscle, left thigh",
  "muscle-thigh-right": "Muscle, right thigh",
  "muscle-buttock-left": "Muscle, left buttock",
  "muscle-buttock-right": "Muscle, right buttock",
  "skin-belly": "Under the skin, belly",
  "skin-arm-left": "Under the skin, left upper arm",
  "skin-arm-right": "Under the skin, right upper arm",
  "skin-thigh-left": "Under the skin, left thigh",
  "skin-thigh-right": "Under the skin, right thigh",
} as const;
export type Place = keyof typeof PLACES;

const ALL = Object.keys(PLACES) as readonly Place[];
const routeOf = (place: Place): Route =>
  place.startsWith("vein") ? "vein" : place.startsWith("muscle") ? "muscle" : "skin";

/** A place as it was chosen; nothing where nobody saw. */
export const placeOf = (chosen: string): Place | undefined => ALL.find((one) => one === chosen);

/** Places to choose from: those of the ordered route first, and all others after, since what happened is never refused. */
export const placesFor = (
  route: Route | undefined,
): readonly { readonly value: Place; readonly label: string }[] =>
  [...ALL.filter((one) => routeOf(one) === route), ...ALL.filter((one) => routeOf(one) !== route)].map(
    (value) => ({ value, label: PLACES[value] }),
  );

/** That it went in otherwise than was ordered, in a sentence; nothing where it did not, or one of the two is not said. */
export const sayOtherRoute = (place: Place | undefined, ordered: Route | undefined): string | undefined =>
  place && ordered && routeOf(place) !== ordered
    ? `It was ordered ${ROUTES[ordered]}: tell the prescriber.`
    : undefined;

/** Whether the next one should go elsewhere: a muscle or the skin is not used twice running. */
export const toRotate = (last: Place | undefined): boolean => last !== undefined && routeOf(last) !== "vein";
