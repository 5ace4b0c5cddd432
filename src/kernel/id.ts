import { z } from "zod";

declare const kind: unique symbol;

/** An identifier of one kind of thing. An episode's id in a person's place does not compile. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Makes the one door through which plain text becomes an id of this kind. */
export const idOf = <Kind extends string>(_kind: Kind) => ({
  /** The id, or undefined when the text is not one. */
  parse: (text: string): Id<Kind> | undefined => (UUID.test(text) ? (text as Id<Kind>) : undefined),
  /** For decoding database rows and addresses. */
  schema: z
    .string()
    .regex(UUID)
    .transform((text) => text as Id<Kind>),
  fresh: (): Id<Kind> => crypto.randomUUID() as Id<Kind>,
});

export type PersonId = Id<"person">;
export const PersonId = idOf("person");
export type EpisodeId = Id<"episode">;
export const EpisodeId = idOf("episode");
export type HandoverId = Id<"handover">;
export const HandoverId = idOf("handover");
export type AgencyId = Id<"agency">;
export const AgencyId = idOf("agency");
export type ServiceId = Id<"service">;
export const ServiceId = idOf("service");
export type TeamId = Id<"team">;
export const TeamId = idOf("team");
export type StaffId = Id<"staff">;
export const StaffId = idOf("staff");
export type PostId = Id<"post">;
export const PostId = idOf("post");
export type TaskId = Id<"task">;
export const TaskId = idOf("task");
export type JobId = Id<"job">;
export const JobId = idOf("job");
