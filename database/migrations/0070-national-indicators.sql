-- What the national indicators count: stays in treatment with the day each stage was reached, and outcomes profiles, without names;
-- and the same of people whom the reader may see, for the people behind a figure.

grant select (id, person_id) on episode to :"insight";
grant select (episode_id, stage, at) on episode_stage to :"insight";
grant select (person_id, definition, stage, taken_on, answers, category, withdrawn_at) on measure to :"insight";
grant select (episode_id, starts_at) on appointment to :"insight";
grant select (id, episode_id, modality, started_on, void, changes) on intervention to :"insight";
create policy counted_without_names on appointment for select to :"insight" using (true);
create policy counted_without_names on intervention for select to :"insight" using (true);
create policy counted_without_names on episode_stage for select to :"insight" using (true);
create policy counted_without_names on measure for select to :"insight" using (true);

-- Days of use by substance out of the answers of an outcomes profile: numbers alone, under the codes named here.
create function days_of_use(answers jsonb) returns jsonb language sql immutable set search_path = pg_temp
  return (select coalesce(jsonb_object_agg(one.key, one.value), '{}') from jsonb_each(answers) one
           where one.key = any (array['alcohol', 'opiates', 'crack', 'cocaine', 'amphetamines', 'cannabis'])
             and jsonb_typeof(one.value) = 'number');

create view insight_treatment with (security_barrier = true) as
  select p.insight_key, s.code as service_code, s.kind as service_kind, e.started_on, e.ended_on, e.ending,
         (select jsonb_object_agg(l.stage, l.first_on)
            from (select stage, min(london_day(at)) as first_on from episode_stage
                   where episode_id = e.id group by stage) l) as reached,
         (select min(london_day(a.starts_at)) from appointment a where a.episode_id = e.id) as offered_on,
         -- Structured treatment: recovery support alone is none.
         (select min(i.started_on) from intervention i
           where i.episode_id = e.id and i.modality in ('94', '95') and not i.void
             and not exists (select from intervention n where n.changes = i.id)) as treated_on
    from episode e join person p on p.id = e.person_id join service s on s.id = e.service_id
   where e.category <> 'supervised-use'
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_treatment is 'Stays with the first day of each stage, without names.';
comment on column insight_treatment.insight_key is 'Whose, as a random key.';
comment on column insight_treatment.service_code is 'Code of the service.';
comment on column insight_treatment.service_kind is 'Code of its kind.';
comment on column insight_treatment.started_on is 'First day: that of the referral.';
comment on column insight_treatment.ended_on is 'Last day; empty while still there.';
comment on column insight_treatment.ending is 'Code of the ending.';
comment on column insight_treatment.reached is 'By stage, the first day on which it was reached.';
comment on column insight_treatment.offered_on is 'Day of the first appointment that was offered, whatever became of it.';
comment on column insight_treatment.treated_on is 'Day the first intervention of structured treatment began, where one is recorded.';

create view insight_profile with (security_barrier = true) as
  select p.insight_key, m.stage, m.taken_on, days_of_use(m.answers) as days
    from measure m join person p on p.id = m.person_id
   where m.definition = 'top' and m.withdrawn_at is null and m.category = 'health'
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_profile is 'Outcomes profiles (TOP): their stage, day, and days of use by substance, without names.';
comment on column insight_profile.insight_key is 'Whose, as a random key.';
comment on column insight_profile.stage is 'Start, review, exit or after it.';
comment on column insight_profile.taken_on is 'Day it was taken.';
comment on column insight_profile.days is 'Days of the last 28 on which each substance was used, as far as answered.';

create view own_treatment with (security_invoker = true) as
  select e.person_id, s.code as service_code, s.kind as service_kind, e.started_on, e.ended_on, e.ending,
         (select jsonb_object_agg(l.stage, l.first_on)
            from (select stage, min(london_day(at)) as first_on from episode_stage
                   where episode_id = e.id group by stage) l) as reached,
         (select min(london_day(a.starts_at)) from appointment a where a.episode_id = e.id) as offered_on,
         -- Structured treatment: recovery support alone is none.
         (select min(i.started_on) from intervention i
           where i.episode_id = e.id and i.modality in ('94', '95') and not i.void
             and not exists (select from intervention n where n.changes = i.id)) as treated_on
    from episode e join service s on s.id = e.service_id
   where (select acting_may('insight:read') and acting_may('person:read') and not acting_for_enforcement());
comment on view own_treatment is 'The same stays of people whom the reader may see.';
comment on column own_treatment.person_id is 'Whose.';
comment on column own_treatment.service_code is 'Code of the service.';
comment on column own_treatment.service_kind is 'Code of its kind.';
comment on column own_treatment.started_on is 'First day: that of the referral.';
comment on column own_treatment.ended_on is 'Last day; empty while still there.';
comment on column own_treatment.ending is 'Code of the ending.';
comment on column own_treatment.reached is 'By stage, the first day on which it was reached.';
comment on column own_treatment.offered_on is 'Day of the first appointment that was offered, whatever became of it.';
comment on column own_treatment.treated_on is 'Day the first intervention of structured treatment began, where one is recorded.';

create view own_profile with (security_invoker = true) as
  select m.person_id, m.stage, m.taken_on, days_of_use(m.answers) as days
    from measure m
   where m.definition = 'top' and m.withdrawn_at is null
     and (select acting_may('insight:read') and acting_may('person:read') and not acting_for_enforcement());
comment on view own_profile is 'The same profiles of people whom the reader may see.';
comment on column own_profile.person_id is 'Whose.';
comment on column own_profile.stage is 'Start, review, exit or after it.';
comment on column own_profile.taken_on is 'Day it was taken.';
comment on column own_profile.days is 'Days of use by substance, as far as answered.';

alter view insight_treatment owner to :"insight";
alter view insight_profile owner to :"insight";
grant execute on function days_of_use(jsonb) to :"insight", :"app";
grant select on insight_treatment, insight_profile, own_treatment, own_profile to :"app";
