import { Anchor, Button, Card, Stack, Text, Title } from '@mantine/core';
import { BrandName } from '../../../design/brand-mark.tsx';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { ClubClient } from '../club-client.ts';
import classes from './welcome-screen.module.css';

/** What the club is, and the way in. `client` is undefined while Countersign cannot be reached. */
export function WelcomeScreen({ client, problem }: { client: ClubClient | undefined; problem: boolean }) {
  const { busy, error, attempt } = useAttempt();
  return (
    <main className={classes.screen}>
      <Card className={classes.card} padding="xl">
        <Stack gap="lg">
          <BrandName product="Club" />
          <div>
            <Title order={1} className={classes.title}>
              One roof, shared by the whole street.
            </Title>
            <Text c="dimmed" mt="sm">
              Reserve panels on the roof of the old mill, and see what they yield.
            </Text>
          </div>
          {(problem || error !== undefined) && (
            <ProblemAlert
              title="You were not signed in"
              message={client ? 'Try again.' : 'The sign-in service cannot be reached at the moment.'}
              {...(client ? {} : { onRetry: () => location.reload() })}
            />
          )}
          <Button
            size="lg"
            fullWidth
            loading={busy}
            disabled={!client}
            onClick={() => void attempt(() => client!.signIn())}
          >
            Sign in
          </Button>
          <Text size="sm" c="dimmed">
            Signed in at {client ? <Anchor href={client.shopUrl}>Northwind Energy</Anchor> : 'Northwind Energy'}{' '}
            already? Then one press is enough.
          </Text>
        </Stack>
      </Card>
      <Text size="xs" c="dimmed" ta="center">
        Northwind Club is imaginary: the second demonstration site of Countersign.
      </Text>
    </main>
  );
}
