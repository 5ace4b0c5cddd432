-- How a clinic's patients are chosen: nominations, what was said for the panel, its meetings, eligibility and the agreement.

-- Being considered by the panel is consented to by itself, as are the uses beyond care: no rule shares for it.
insert into sharing_purpose (code, name, within) values ('panel-selection', 'Being considered by the selection panel of the clinic', false);
alter table consent_to_use drop constraint consent_to_use_purpose_check;
alter table consent_to_use add constraint consent_to_use_purpose_check
  check (purpose in ('national-returns', 'research-and-evaluation', 'panel-selection'));

create table selection_rule (
  id          uuid primary key default uuidv7(),
  service_id  uuid not null references service,
  version     integer not null check (version >= 1),
  chaired_by  uuid not null references agency,
  agencies    uuid[] not null,
  places      integer not null check (places between 0 and 1000),
  programme   text not null check (length(programme) between 1 and 60),
  programme_version integer not null check (programme_version >= 1),
  source      text not null check (length(source) between 1 and 400),
  check_by    date not null,
  set_at      timestamptz not null default now(),
  set_by      uuid references staff default acting_staff(),
  constraint one_version_of_a_selection unique (service_id, version),
  constraint the_chair_sits_on_the_panel check (chaired_by = any (agencies))
);
create index selection_rule_chaired_by_index on selection_rule (chaired_by);
create index selection_rule_set_by_index on selection_rule (set_by);
comment on table  selection_rule            is 'What a clinic''s selection goes by, version after version; the newest is in force. Never changed.';
comment on column selection_rule.id         is 'Identifier.';
comment on column selection_rule.service_id is 'Of which clinic.';
comment on column selection_rule.version    is 'Number of the version.';
comment on column selection_rule.chaired_by is 'The agency whose panel chair leads the meeting.';
comment on column selection_rule.agencies   is 'The agencies of the panel.';
comment on column selection_rule.places     is 'How many people the clinic can treat at once.';
comment on column selection_rule.programme  is 'By whose criteria eligibility is judged.';
comment on column selection_rule.programme_version is 'Version of those criteria.';
comment on column selection_rule.source     is 'Where the number of places comes from, in words.';
comment on column selection_rule.check_by   is 'When somebody looks at it again.';
comment on column selection_rule.set_at     is 'When it was set.';
comment on column selection_rule.set_by     is 'By whom.';

create table panel_meeting (
  id         uuid primary key default uuidv7(),
  service_id uuid not null references service,
  agency_id  uuid not null references agency default acting_agency(),
  held_on    date not null,
  place      text not null check (length(place) between 1 and 200),
  noted_at   timestamptz not null default now(),
  noted_by   uuid references staff default acting_staff()
);
create index panel_meeting_service_index on panel_meeting (service_id, held_on desc);
create index panel_meeting_agency_index on panel_meeting (agency_id);
create index panel_meeting_noted_by_index on panel_meeting (noted_by);
comment on table  panel_meeting            is 'A meeting of a selection panel.';
comment on column panel_meeting.id         is 'Identifier.';
comment on column panel_meeting.service_id is 'For which clinic.';
comment on column panel_meeting.agency_id  is 'The agency that leads it.';
comment on column panel_meeting.held_on    is 'Its day, London calendar.';
comment on column panel_meeting.place      is 'Where, or how they meet.';
comment on column panel_meeting.noted_at   is 'When it was entered.';
comment on column panel_meeting.noted_by   is 'By whom.';

create table panel_present (
  id         uuid primary key default uuidv7(),
  meeting_id uuid not null references panel_meeting,
  agency_id  uuid not null references agency,
  name       text not null check (length(name) between 1 and 200),
  was_there  boolean not null,
  noted_at   timestamptz not null default now(),
  noted_by   uuid references staff default acting_staff()
);
create index panel_present_meeting_index on panel_present (meeting_id);
create index panel_present_agency_index on panel_present (agency_id);
create index panel_present_noted_by_index on panel_present (noted_by);
comment on table  panel_present            is 'Who was at a meeting. Only added to: the newest line of a name counts.';
comment on column panel_present.id         is 'Identifier.';
comment on column panel_present.meeting_id is 'At which meeting.';
comment on column panel_present.agency_id  is 'For which agency.';
comment on column panel_present.name       is 'Who, by the name they are called at work.';
comment on column panel_present.was_there  is 'Whether they were there; no where a line was wrong.';
comment on column panel_present.noted_at   is 'When it was entered.';
comment on column panel_present.noted_by   is 'By whom.';

create table nomination (
  id           uuid primary key default uuidv7(),
  person_id    uuid not null references person,
  category     text not null default 'health' references category check (category = 'health'),
  service_id   uuid not null references service,
  agency_id    uuid not null references agency,
  from_agency_id uuid not null references agency,
  why          text not null check (length(why) between 1 and 2000),
  agencies     uuid[] not null default '{}',
  state        text not null default 'nominated' check (state in ('nominated', 'consented', 'panel', 'shortlisted', 'declined', 'deferred',
                 'assessment', 'accepted', 'not-suitable', 'agreed', 'induction', 'refused-by-person', 'withdrawn', 'ended', 'died')),
  since        timestamptz not null default now(),
  state_before_death text,
  place        integer check (place >= 1),
  look_again_on date,
  episode_id   uuid references episode on delete set null,
  at           timestamptz not null default now(),
  staff_id     uuid references staff default acting_staff(),
  constraint whoever_is_shortlisted_has_a_place check ((state = 'shortlisted') = (place is not null)),
  constraint only_what_is_deferred_says_when_again check (look_again_on is null or state = 'deferred'),
  constraint one_place_for_one unique (service_id, place) deferrable initially deferred
);
create index nomination_person_index on nomination (person_id);
create index nomination_category_index on nomination (category);
create index nomination_agency_index on nomination (agency_id, state);
create index nomination_from_agency_index on nomination (from_agency_id);
create index nomination_episode_index on nomination (episode_id);
create index nomination_staff_index on nomination (staff_id);
comment on table  nomination            is 'That somebody is proposed for a clinic, and how far it has come. Kept by the clinic; changed by its own acts alone.';
comment on column nomination.id         is 'Identifier.';
comment on column nomination.person_id  is 'Who.';
comment on column nomination.category   is 'Health, whoever nominates: police and probation never read it.';
comment on column nomination.service_id is 'For which clinic.';
comment on column nomination.agency_id  is 'The clinic''s agency, whose record it is.';
comment on column nomination.from_agency_id is 'The agency that nominated.';
comment on column nomination.why        is 'Why this person, in plain words.';
comment on column nomination.agencies   is 'The agencies of the panel to which the person agreed; nobody else on it learns of them.';
comment on column nomination.state      is 'Where it stands.';
comment on column nomination.since      is 'Since when.';
comment on column nomination.state_before_death is 'Where it stood when a death was recorded, so that reversing it puts it back.';
comment on column nomination.place      is 'Place on the waiting list.';
comment on column nomination.look_again_on is 'When the panel looks again at what it put off.';
comment on column nomination.episode_id is 'The clinic''s stay, from the clinical assessment on.';
comment on column nomination.at         is 'When they were nominated.';
comment on column nomination.staff_id   is 'Who nominated.';

create table nomination_step (
  id            uuid primary key default uuidv7(),
  nomination_id uuid not null references nomination on delete cascade,
  person_id     uuid not null references person,
  what          text not null check (what in ('moved', 'decided', 'clashed', 'settled', 'placed', 'shifted')),
  state         text not null,
  reason        text check (length(reason) between 1 and 60),
  words         text check (length(words) between 1 and 2000),
  place         integer,
  meeting_id    uuid references panel_meeting,
  points_at     uuid references nomination_step on delete cascade,
  by_agency_id  uuid references agency default acting_agency(),
  staff_id      uuid references staff default acting_staff(),
  at            timestamptz not null default clock_timestamp()
);
create index nomination_step_nomination_index on nomination_step (nomination_id, at);
create index nomination_step_person_index on nomination_step (person_id);
create index nomination_step_meeting_index on nomination_step (meeting_id);
create index nomination_step_points_at_index on nomination_step (points_at);
create index nomination_step_by_agency_index on nomination_step (by_agency_id);
create index nomination_step_staff_index on nomination_step (staff_id);
comment on table  nomination_step               is 'Everything that happened to a nomination, in order: states, decisions, places on the waiting list. Only added to.';
comment on column nomination_step.id            is 'Identifier.';
comment on column nomination_step.nomination_id is 'Which nomination.';
comment on column nomination_step.person_id     is 'Whose.';
comment on column nomination_step.what          is 'Moved; decided by the panel; said at the same time as another (clashed) and which of them holds (settled); placed, or shifted by another.';
comment on column nomination_step.state         is 'The state it came to, or that was said.';
comment on column nomination_step.reason        is 'Code of the reason.';
comment on column nomination_step.words         is 'Why, in words.';
comment on column nomination_step.place         is 'Place on the waiting list from then on.';
comment on column nomination_step.meeting_id    is 'At which meeting.';
comment on column nomination_step.points_at     is 'The decision that stood when this one was recorded.';
comment on column nomination_step.by_agency_id  is 'For which agency; empty where the program did it.';
comment on column nomination_step.staff_id      is 'By whom.';
comment on column nomination_step.at            is 'When.';

create table panel_word (
  id            uuid primary key default uuidv7(),
  nomination_id uuid not null references nomination on delete cascade,
  person_id     uuid not null references person,
  what          text not null check (what in ('summary', 'health', 'concern', 'contacts', 'offending', 'housing')),
  part          text not null check (part in ('all', 'support', 'care')),
  words         text not null check (length(words) between 1 and 2000),
  corrects      uuid references panel_word on delete cascade,
  by_agency_id  uuid not null references agency default acting_agency(),
  by_kind       text not null references agency_kind default acting_agency_kind(),
  staff_id      uuid references staff default acting_staff(),
  at            timestamptz not null default clock_timestamp(),
  -- What police and probation read of the panel's own papers is the summary for all, and what they said themselves.
  constraint police_and_probation_read_no_health check (part <> 'all' or what = 'summary' or by_kind in ('police', 'probation')),
  constraint health_is_for_care_alone check (what <> 'health' or part = 'care'),
  constraint offending_is_said_by_police_and_probation check (what <> 'offending' or by_kind in ('police', 'probation')),
  constraint housing_is_said_by_housing check (what <> 'housing' or by_kind = 'housing')
);
create unique index a_word_is_corrected_once on panel_word (corrects) where corrects is not null;
create index panel_word_nomination_index on panel_word (nomination_id, at);
create index panel_word_person_index on panel_word (person_id);
create index panel_word_corrects_index on panel_word (corrects);
create index panel_word_by_agency_index on panel_word (by_agency_id);
create index panel_word_by_kind_index on panel_word (by_kind);
create index panel_word_staff_index on panel_word (staff_id);
comment on table  panel_word               is 'What was said about a nomination for the panel, and for it alone: a dataset of its own. Never changed; a correction points.';
comment on column panel_word.id            is 'Identifier.';
comment on column panel_word.nomination_id is 'About which nomination.';
comment on column panel_word.person_id     is 'Whose.';
comment on column panel_word.what          is 'Summary and health by the clinical side; concern and contacts by anyone; offending by police and probation; housing by housing.';
comment on column panel_word.part          is 'Read by everyone named, by all but police and probation, or by care alone.';
comment on column panel_word.words         is 'What was said.';
comment on column panel_word.corrects      is 'The line it corrects.';
comment on column panel_word.by_agency_id  is 'Which agency said it.';
comment on column panel_word.by_kind       is 'Kind of that agency.';
comment on column panel_word.staff_id      is 'Who.';
comment on column panel_word.at            is 'When.';

create table eligibility_answer (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references person,
  nomination_id uuid references nomination on delete cascade,
  programme     text not null check (length(programme) between 1 and 60),
  version       integer not null,
  protocol      text not null check (length(protocol) between 1 and 60),
  protocol_version integer not null,
  protocol_print text not null check (protocol_print ~ '^[0-9a-f]{64}$'),
  criterion     text not null check (length(criterion) between 1 and 40),
  answer        text not null check (answer in ('met', 'not-met', 'not-known', 'exception')),
  words         text check (length(words) between 1 and 1000),
  evidence      text check (evidence ~ '^[a-z-]{1,20}:[0-9a-f-]{36}$'),
  second_staff_id uuid references staff,
  category      text not null references category,
  agency_id     uuid not null references agency default acting_agency(),
  owner_kind    text not null references agency_kind default acting_agency_kind(),
  shared_as     text not null generated always as (category || '/' || owner_kind) stored,
  at            timestamptz not null default now(),
  staff_id      uuid references staff default acting_staff(),
  constraint an_exception_gives_its_reason_and_tells_another check ((answer = 'exception') = (second_staff_id is not null)
    and (answer <> 'exception' or words is not null)),
  constraint nobody_tells_themselves check (second_staff_id is distinct from staff_id or second_staff_id is null)
);
create index eligibility_answer_person_index on eligibility_answer (person_id);
create index eligibility_answer_nomination_index on eligibility_answer (nomination_id, criterion, at desc);
create index eligibility_answer_second_staff_index on eligibility_answer (second_staff_id);
create index eligibility_answer_category_index on eligibility_answer (category);
create index eligibility_answer_agency_index on eligibility_answer (agency_id);
create index eligibility_answer_owner_kind_index on eligibility_answer (owner_kind);
create index eligibility_answer_staff_index on eligibility_answer (staff_id);
comment on table  eligibility_answer           is 'Whether somebody meets one criterion, or has what speaks against the treatment. Never changed; the newest counts.';
comment on column eligibility_answer.id        is 'Identifier.';
comment on column eligibility_answer.person_id is 'Who.';
comment on column eligibility_answer.nomination_id is 'In which selection; empty where treatment is looked at without one.';
comment on column eligibility_answer.programme is 'By whose criteria.';
comment on column eligibility_answer.version   is 'Version of those criteria.';
comment on column eligibility_answer.protocol  is 'The clinic''s protocol that was in force.';
comment on column eligibility_answer.protocol_version is 'Its version.';
comment on column eligibility_answer.protocol_print is 'SHA-256 of all of it.';
comment on column eligibility_answer.criterion is 'Code of the criterion, or of the caution.';
comment on column eligibility_answer.answer    is 'Met, not met or not known; of a caution, whether it is there. An exception is a licensed doctor''s alone.';
comment on column eligibility_answer.words     is 'What is known of it; of an exception, why.';
comment on column eligibility_answer.evidence  is 'The part of the record that shows it.';
comment on column eligibility_answer.second_staff_id is 'Of an exception: the second doctor who is told.';
comment on column eligibility_answer.category  is 'Category.';
comment on column eligibility_answer.agency_id is 'Agency whose record it is.';
comment on column eligibility_answer.owner_kind is 'Kind of that agency.';
comment on column eligibility_answer.shared_as is 'What a grant must name to show it.';
comment on column eligibility_answer.at        is 'When.';
comment on column eligibility_answer.staff_id  is 'By whom.';

create table treatment_agreement (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references person,
  nomination_id uuid references nomination on delete cascade,
  text_version  integer not null,
  text_hash     text not null check (text_hash ~ '^[0-9a-f]{64}$'),
  how           text not null check (how in ('paper', 'screen')),
  signed_name   text not null check (length(signed_name) between 1 and 200),
  signed_on     date not null,
  kept_where    text check (length(kept_where) between 1 and 200),
  witness       text not null check (length(witness) between 1 and 200),
  category      text not null references category,
  agency_id     uuid not null references agency default acting_agency(),
  owner_kind    text not null references agency_kind default acting_agency_kind(),
  shared_as     text not null generated always as (category || '/' || owner_kind) stored,
  at            timestamptz not null default now(),
  staff_id      uuid references staff default acting_staff(),
  constraint paper_is_kept_somewhere check (how <> 'paper' or kept_where is not null)
);
create index treatment_agreement_person_index on treatment_agreement (person_id);
create index treatment_agreement_nomination_index on treatment_agreement (nomination_id);
create index treatment_agreement_category_index on treatment_agreement (category);
create index treatment_agreement_agency_index on treatment_agreement (agency_id);
create index treatment_agreement_owner_kind_index on treatment_agreement (owner_kind);
create index treatment_agreement_staff_index on treatment_agreement (staff_id);
comment on table  treatment_agreement           is 'What somebody agreed to before treatment, as it was read to them and signed. Never changed.';
comment on column treatment_agreement.id        is 'Identifier.';
comment on column treatment_agreement.person_id is 'Who agreed.';
comment on column treatment_agreement.nomination_id is 'In which selection; empty where there was none.';
comment on column treatment_agreement.text_version is 'Version of the text.';
comment on column treatment_agreement.text_hash is 'SHA-256 of the text as it was shown.';
comment on column treatment_agreement.how       is 'Signed on paper or on the screen.';
comment on column treatment_agreement.signed_name is 'The name as they signed it.';
comment on column treatment_agreement.signed_on is 'Day, London calendar.';
comment on column treatment_agreement.kept_where is 'Where the paper is kept.';
comment on column treatment_agreement.witness   is 'Who saw them sign.';
comment on column treatment_agreement.category  is 'Category.';
comment on column treatment_agreement.agency_id is 'Agency whose record it is.';
comment on column treatment_agreement.owner_kind is 'Kind of that agency.';
comment on column treatment_agreement.shared_as is 'What a grant must name to show it.';
comment on column treatment_agreement.at        is 'When it was entered.';
comment on column treatment_agreement.staff_id  is 'Who entered it.';
