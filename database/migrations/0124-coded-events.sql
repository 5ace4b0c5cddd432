-- Events with the code of a unit cost in place of their words. Words of a source can name people, so that not even the role of insight reads them: it
-- reads their print, and finds the code by the prints of a list that the program writes at start. Words that are not on the list have no code.

-- Small letters and single spaces, as the list has them.
alter table event add column words_print text generated always as (md5(lower(regexp_replace(btrim(what), '\s+', ' ', 'g')))) stored;
comment on column event.words_print is 'Print of what happened, by which its code is found without anybody reading the words.';

create table event_code (
  kind  text not null,
  words text not null check (words = lower(regexp_replace(btrim(words), '\s+', ' ', 'g')) and words <> ''),
  print text not null generated always as (md5(lower(regexp_replace(btrim(words), '\s+', ' ', 'g')))) stored,
  code  text not null,
  primary key (kind, words)
);
comment on table  event_code       is 'Which words of the record stand for which code of economics. Written at start from the program''s reviewed list.';
comment on column event_code.kind  is 'Kind of event.';
comment on column event_code.words is 'What happened, in small letters with single spaces.';
comment on column event_code.print is 'Print of the words.';
comment on column event_code.code  is 'Code of a unit cost, or of what is counted and not costed.';

grant select (kind, print, code) on event_code to :"insight";
grant select (words_print) on event to :"insight";

create view insight_coded_event with (security_barrier = true) as
  select p.insight_key, e.kind, c.code as cost_code, e.happened_on, e.until_on, e.precision, e.certainty
    from event e join person p on p.id = e.person_id
    left join event_code c on c.kind = e.kind and c.print = e.words_print
   where e.withdrawn_at is null and e.category not in ('supervised-use', 'safeguarding')
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_coded_event is 'What happened to people as the code of what it costs, without names and without anybody''s words.';
comment on column insight_coded_event.insight_key is 'To whom, as a random key.';
comment on column insight_coded_event.kind is 'Kind of event.';
comment on column insight_coded_event.cost_code is 'The code that its words stand for; empty where they are on no list.';
comment on column insight_coded_event.happened_on is 'Day; the first day of a month or year known only so far.';
comment on column insight_coded_event.until_on is 'Day a spell ended; that day is no longer part of it.';
comment on column insight_coded_event.precision is 'How exactly the day is known: minute, day, month or year.';
comment on column insight_coded_event.certainty is 'Confirmed, reported or suspected.';

alter view insight_coded_event owner to :"insight";
grant select on insight_coded_event to :"app";
