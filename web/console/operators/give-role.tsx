import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { TextField } from '../../design/controls/text-field.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { Panel } from '../../design/data/panel.tsx';
import { request } from '../api/request.ts';
import { useMay } from '../api/session.ts';
import { FieldFrame } from '../forms/field-frame.tsx';
import forms from '../forms/forms.module.css';
import { useTexts } from '../language/language.ts';
import { ProblemNotice } from '../parts/page-problem.tsx';
import { useSettled } from '../parts/use-settled.ts';
import { usersQuery, type ListedPerson } from '../users/users-query.ts';
import classes from './operators.module.css';
import { givenRoles, rolesPath, roleWords } from './roles-query.ts';

const nameOf = (person: ListedPerson) => person.display_name ?? person.username ?? person.user_id;

/** Finds a person as one types, and gives them a role. */
export function GiveRole({ onGiven }: { onGiven: () => void }) {
  const { t } = useTexts();
  const id = useId();
  const [text, setText] = useState('');
  const [person, setPerson] = useState<ListedPerson>();
  const [role, setRole] = useState('UserObserver');
  const [done, setDone] = useState<string>();
  const giving = useMutation({
    mutationFn: (userId: string) =>
      request('POST', rolesPath, { body: { role_id: role, subject: { type: 'user', id: userId } } }),
    onSuccess: () => {
      setDone(t('roles.given', { name: person ? nameOf(person) : '', role: roleWords(role, t) }));
      setPerson(undefined);
      setText('');
      onGiven();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setDone(undefined);
    if (person && !giving.isPending) giving.mutate(person.user_id);
  };
  return (
    <Panel title={t('roles.give')}>
      <form className={classes.give} onSubmit={submit}>
        <PersonField text={text} person={person} onText={setText} onPerson={setPerson} />
        <FieldFrame id={id} label={t('roles.role')} hint="" error={undefined}>
          <select id={id} className={forms['select']} value={role} onChange={(event) => setRole(event.target.value)}>
            {givenRoles.map((each) => (
              <option key={each} value={each}>
                {roleWords(each, t)}
              </option>
            ))}
          </select>
        </FieldFrame>
        <Button type="submit" busy={giving.isPending} disabled={!person}>
          {t('roles.giveIt')}
        </Button>
      </form>
      {giving.error && <ProblemNotice problem={giving.error} />}
      <div role="status">{done && <Notice tone="done">{done}</Notice>}</div>
    </Panel>
  );
}

interface PersonFieldProps {
  text: string;
  person: ListedPerson | undefined;
  onText: (text: string) => void;
  onPerson: (person: ListedPerson | undefined) => void;
}

function PersonField({ text, person, onText, onPerson }: PersonFieldProps) {
  const { t } = useTexts();
  const may = useMay();
  const sought = useSettled(text.trim());
  const isSought = person === undefined && sought.length > 1 && may('users.read');
  const { data } = useQuery({ ...usersQuery({ q: sought, limit: 6 }), enabled: isSought });
  const type = (typed: string) => {
    onPerson(undefined);
    onText(typed);
  };
  const choose = (chosen: ListedPerson) => {
    onPerson(chosen);
    onText(nameOf(chosen));
  };
  return (
    <div className={classes.person}>
      <TextField label={t('roles.who')} hint={t('roles.whoHint')} value={text} autoComplete="off" onText={type} />
      {isSought && data && (
        <ul className={classes.found} aria-label={t('roles.who')}>
          {data.items.map((each) => (
            <li key={each.user_id}>
              <Button look="plain" onClick={() => choose(each)}>
                {nameOf(each)} <span className="quiet">{each.email ?? each.username ?? each.user_id}</span>
              </Button>
            </li>
          ))}
          {data.items.length === 0 && <li className="quiet">{t('palette.none')}</li>}
        </ul>
      )}
    </div>
  );
}
