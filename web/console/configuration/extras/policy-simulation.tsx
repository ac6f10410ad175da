import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '../../../design/controls/button.tsx';
import { CheckField, TextField } from '../../../design/controls/text-field.tsx';
import { Facts } from '../../../design/data/facts.tsx';
import { Panel } from '../../../design/data/panel.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { request } from '../../api/request.ts';
import { useFormTexts } from '../../forms/form-texts.ts';
import { useTexts } from '../../language/language.ts';
import { ProblemNotice } from '../../parts/page-problem.tsx';
import classes from '../configuration.module.css';
import type { ExtraProps } from './extra-props.ts';

interface Outcome {
  rule: number | null;
  effect: 'allow' | 'step_up' | 'deny';
  level: number;
  factors: number;
  methods: string[];
  first_factors: string[];
  locked_out: boolean | null;
}

/** What a sign-in would have to be under the policy as it is saved. */
export function PolicySimulation({ subject: { resource, row, id } }: ExtraProps) {
  const { t } = useTexts();
  const [user, setUser] = useState('');
  const [client, setClient] = useState('');
  const [country, setCountry] = useState('');
  const [isNew, setNew] = useState(false);
  const simulating = useMutation({
    mutationFn: async () => {
      const context = { new_device: isNew, ...(country !== '' && { country: country.trim().toUpperCase() }) };
      const body = {
        context,
        ...(user !== '' && { user_id: user.trim() }),
        ...(client !== '' && { client_id: client.trim() }),
      };
      return (await request<Outcome>('POST', `${resource.pathOf(id ?? '')}/simulate`, { body })).data;
    },
  });
  if (!row) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    simulating.mutate();
  };
  return (
    <Panel title={t('simulation.title')}>
      <form className={classes.lines} onSubmit={submit}>
        <p className="quiet note">{t('simulation.text')}</p>
        <TextField label={t('simulation.user')} value={user} onText={setUser} />
        <TextField label={t('simulation.client')} value={client} onText={setClient} />
        <TextField
          label={t('simulation.country')}
          hint={t('simulation.countryHint')}
          value={country}
          onText={setCountry}
        />
        <CheckField checked={isNew} onChecked={setNew}>
          {t('simulation.newDevice')}
        </CheckField>
        {simulating.error && <ProblemNotice problem={simulating.error} />}
        <div role="status">{simulating.data && <Result outcome={simulating.data} />}</div>
        <Button type="submit" look="secondary" busy={simulating.isPending}>
          {t('simulation.run')}
        </Button>
      </form>
    </Panel>
  );
}

function Result({ outcome }: { outcome: Outcome }) {
  const { t } = useTexts();
  const { optionOf, labelOf } = useFormTexts('authentication-policies');
  const { effect, rule, level, factors, methods, first_factors: first, locked_out: isLockedOut } = outcome;
  const names = (all: string[]) => all.map(optionOf).join(', ');
  return (
    <div className={classes.lines}>
      <Facts
        facts={[
          [labelOf('effect'), optionOf(effect)],
          [t('simulation.rule'), rule === null ? t('simulation.noRule') : t('form.entry', { number: rule + 1 })],
          [labelOf('minimum_level'), level],
          [labelOf('factors'), factors],
          [labelOf('methods'), names(methods)],
          [labelOf('first_factors'), names(first)],
        ]}
      />
      {isLockedOut === true && <Notice tone="problem">{t('simulation.lockedOut')}</Notice>}
    </div>
  );
}
