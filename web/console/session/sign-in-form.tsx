import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { PasswordField, TextField } from '../../design/controls/text-field.tsx';
import { sessionQuery, signIn } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { ProblemNotice } from '../parts/page-problem.tsx';
import classes from '../parts/parts.module.css';

/** Signs an operator in, as a page or above one. */
export function SignInForm({ username: known = '' }: { username?: string }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [username, setUsername] = useState(known);
  const [password, setPassword] = useState('');
  const signing = useMutation({
    mutationFn: () => signIn({ username: username.trim(), password }),
    onSuccess: async (session) => {
      queries.setQueryData(sessionQuery.queryKey, session);
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (username.trim() !== '' && password !== '' && !signing.isPending) signing.mutate();
  };
  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      <TextField
        label={t('signIn.username')}
        value={username}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={known === ''}
        onText={setUsername}
      />
      <PasswordField
        label={t('signIn.password')}
        show={t('signIn.show')}
        hide={t('signIn.hide')}
        value={password}
        autoComplete="current-password"
        autoFocus={known !== ''}
        onText={setPassword}
      />
      {signing.error && <ProblemNotice problem={signing.error} />}
      <Button type="submit" wide busy={signing.isPending}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}
