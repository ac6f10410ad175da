import { Anchor, Box, Button, Card, Container, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import { BrandName } from '../../../design/brand-mark.tsx';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { RoofView } from '../../contract.ts';
import type { ClubClient, Member } from '../club-client.ts';
import classes from './roof-screen.module.css';

interface RoofScreenProps {
  client: ClubClient;
  member: Member;
  roof: RoofView;
  /** Whether a sign-in that was to be stronger was not. */
  problem: boolean;
}

/** The shared roof of a member: what it yields, and their panels. */
export function RoofScreen({ client, member, roof, problem }: RoofScreenProps) {
  return (
    <Box className={classes.shell}>
      <header className={classes.header}>
        <Container size="md">
          <Group justify="space-between" wrap="nowrap" className={classes.bar}>
            <BrandName product="Club" />
            <Group gap="xs" wrap="nowrap" miw={0}>
              <Text className={classes.name} fw={550} size="sm">
                {member.name}
              </Text>
              <Button variant="subtle" size="compact-sm" flex="none" onClick={member.signOut}>
                Sign out
              </Button>
            </Group>
          </Group>
        </Container>
      </header>
      <Container size="md" component="main" className={classes.content}>
        <Title order={1} mb="lg">
          Hello {member.name}
        </Title>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
          <PanelsCard client={client} member={member} first={roof} problem={problem} />
          <YieldCard months={roof.months} />
        </SimpleGrid>
        <Text size="sm" c="dimmed" mt="xl">
          You are signed in here and at <Anchor href={client.shopUrl}>Northwind Energy</Anchor> by one sign-in. Signing
          out ends both.
        </Text>
      </Container>
    </Box>
  );
}

function PanelsCard({
  client,
  member,
  first,
  problem,
}: Pick<RoofScreenProps, 'client' | 'member' | 'problem'> & { first: RoofView }) {
  const [roof, setRoof] = useState(first);
  const [needed, setNeeded] = useState<string>();
  const { busy, error, attempt } = useAttempt();
  const reserve = () =>
    attempt(async () => {
      const result = await member.reserve();
      if ('needs' in result) setNeeded(result.needs);
      else setRoof(result);
    });
  return (
    <Card>
      <Stack gap="md">
        <Title order={2} size="h3">
          Your panels
        </Title>
        {roof.reservedAt === null ? (
          <Text>{roof.panelsLeft} panels are free. A share is four of them.</Text>
        ) : (
          <Group gap="xs" wrap="nowrap" role="status">
            <IconCircleCheck color="var(--northwind-accent)" aria-hidden="true" />
            <Text fw={550}>Four panels are yours.</Text>
          </Group>
        )}
        {problem && roof.reservedAt === null && (
          <ProblemAlert title="Nothing was reserved" message="It was not confirmed that this is you." />
        )}
        {error !== undefined && <ProblemAlert title="Nothing was reserved" message="Try again in a moment." />}
        {roof.reservedAt === null && needed === undefined && (
          <Button loading={busy} onClick={() => void reserve()}>
            Reserve four panels
          </Button>
        )}
        {needed !== undefined && <StepUp acr={needed} stepUp={client.stepUp} />}
      </Stack>
    </Card>
  );
}

/** A reservation needs more than a password: the reason stands beside the button. */
function StepUp({ acr, stepUp }: { acr: string; stepUp: (acr: string) => Promise<void> }) {
  const { busy, attempt } = useAttempt();
  return (
    <Stack gap="sm" className={classes.stepUp} role="status">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <IconShieldLock color="var(--northwind-accent)" aria-hidden="true" className={classes.shield} />
        <Text size="sm">A reservation is binding, so it needs a second proof that this is you. Then it is done.</Text>
      </Group>
      <Button loading={busy} onClick={() => void attempt(() => stepUp(acr))}>
        Confirm that it is me
      </Button>
    </Stack>
  );
}

function YieldCard({ months }: Pick<RoofView, 'months'>) {
  const most = Math.max(...months.map((month) => month.yield));
  return (
    <Card>
      <Group justify="space-between" mb="md">
        <Title order={2} size="h3">
          The roof
        </Title>
        <Text size="sm" c="dimmed">
          kWh a month
        </Text>
      </Group>
      <ol className={classes.months}>
        {months.map((month) => (
          <li key={month.name} className={classes.month}>
            <span>{month.name}</span>
            <span
              className={classes.yield}
              style={{ inlineSize: `${(month.yield / most) * 100}%` }}
              aria-hidden="true"
            />
            <span className={classes.value}>{month.yield}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
