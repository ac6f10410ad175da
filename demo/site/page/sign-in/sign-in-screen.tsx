import { Avatar, Button, Card, Divider, Group, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconDeviceMobileCheck, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { BrandName } from '../../../design/brand-mark.tsx';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { SessionView } from '../../contract.ts';
import { shop } from '../shop-api.ts';
import { ShopProblemAlert } from '../shop-problem-alert.tsx';
import { signInReturn } from './sign-in-return.ts';
import classes from './sign-in-screen.module.css';
import { WindArt } from './wind-art.tsx';

const demoCustomers = ['Alex', 'Noor', 'Sam'];
const LAST_NAME = 'northwind.last-name';

/** Signs in as one of the imaginary customers or under another name. */
export function SignInScreen({ onSignedIn }: { onSignedIn: (session: SessionView) => void }) {
  return (
    <main className={classes.screen}>
      <section className={classes.welcome}>
        <BrandName product="Energy" />
        <div className={classes.pitch}>
          <Title order={1} className={classes.title}>
            Energy you understand. Payments you confirm yourself.
          </Title>
          <Text size="lg" c="dimmed" mt="md" maw={440}>
            Every payment is shown on your own phone first, and nothing happens until you say so.
          </Text>
        </div>
        <WindArt />
      </section>
      <section className={classes.form} aria-label="Sign in">
        <SignInCard onSignedIn={onSignedIn} />
      </section>
    </main>
  );
}

function SignInCard({ onSignedIn }: { onSignedIn: (session: SessionView) => void }) {
  const { busy, error, attempt } = useAttempt();
  const signIn = (name: string) =>
    void attempt(async () => {
      const session = await shop.signIn(name);
      localStorage.setItem(LAST_NAME, name);
      onSignedIn(session);
    });
  return (
    <Card className={classes.card} padding="xl">
      <Title order={2}>Sign in</Title>
      <Text size="sm" c="dimmed" mt={4} mb="lg">
        These customers are imaginary, so there is no password.
      </Text>
      <Stack gap="xs">
        {demoCustomers.map((customer) => (
          <CustomerButton key={customer} name={customer} disabled={busy} onClick={() => signIn(customer)} />
        ))}
      </Stack>
      <Divider className={classes.divider} label="or sign in as another customer" />
      <NameForm busy={busy} onSubmit={signIn} />
      <ShopProblemAlert title="You are not signed in yet" error={error} />
      <Divider className={classes.divider} label="or as a customer with a password" />
      <CountersignSignIn />
    </Card>
  );
}

/** Links, not buttons: Countersign's own page opens, and comes back here. */
function CountersignSignIn() {
  return (
    <Stack gap="xs">
      {signInReturn.hasFailed && (
        <ProblemAlert title="You were not signed in" message="Try again, or choose a customer." />
      )}
      <Button
        component="a"
        href="/sign-in"
        variant="default"
        fullWidth
        leftSection={<IconKey size={18} aria-hidden="true" />}
      >
        Sign in with Countersign
      </Button>
      <Button
        component="a"
        href="/sign-in?with=phone"
        variant="default"
        fullWidth
        leftSection={<IconDeviceMobileCheck size={18} aria-hidden="true" />}
      >
        Sign in with your phone
      </Button>
    </Stack>
  );
}

function NameForm({ busy, onSubmit }: { busy: boolean; onSubmit: (name: string) => void }) {
  const [name, setName] = useState(() => localStorage.getItem(LAST_NAME) ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(name);
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Your name"
          autoComplete="given-name"
          maxLength={60}
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

function CustomerButton({ name, disabled, onClick }: { name: string; disabled: boolean; onClick: () => void }) {
  return (
    <UnstyledButton className={classes.customer} disabled={disabled} onClick={onClick}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="sm">
          <Avatar name={name} color="northwind" radius="xl" aria-hidden="true" />
          <Text fw={550}>Sign in as {name}</Text>
        </Group>
        <IconChevronRight size={18} aria-hidden="true" color="var(--mantine-color-dimmed)" />
      </Group>
    </UnstyledButton>
  );
}
