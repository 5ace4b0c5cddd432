/** Ways by which somebody can agree to be reached. */
export const CHANNELS = {
  sms: "Text message",
  email: "E-mail",
  call: "Call",
  letter: "Letter",
} as const;
export type Channel = keyof typeof CHANNELS;
