import { Avatar, Box, Button, Card, Divider, Group, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { BrandName } from '../../../design/brand-mark.tsx'
import { ProblemAlert } from '../../../design/problem-alert.tsx'
import type { SessionView } from '../../contract.ts'
import { shop } from '../shop-api.ts'
import classes from './sign-in-screen.module.css'
import { WindArt } from './wind-art.tsx'

const demoCustomers = ['Alex', 'Noor', 'Sam']
const LAST_NAME = 'northwind.last-name'

/** Choose one of the imaginary customers, or be somebody else. */
export function SignInScreen({ onSignedIn }: { onSignedIn: (session: SessionView) => void }) {
  const [name, setName] = useState(() => localStorage.getItem(LAST_NAME) ?? '')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error>()

  const signIn = async (chosen: string) => {
    setBusy(true)
    setError(undefined)
    try {
      onSignedIn(await shop.signIn(chosen))
      localStorage.setItem(LAST_NAME, chosen)
    } catch (problem) {
      setError(problem as Error)
      setBusy(false)
    }
  }

  return (
    <main className={classes.screen}>
      <section className={classes.welcome}>
        <BrandName product="Energy" />
        <Box className={classes.pitch}>
          <Title order={1} className={classes.title}>
            Energy you understand. Payments you confirm yourself.
          </Title>
          <Text size="lg" c="dimmed" mt="md" maw={440}>
            Every payment is shown on your own phone first, and nothing happens until you say so.
          </Text>
        </Box>
        <WindArt />
      </section>
      <section className={classes.form} aria-label="Sign in">
        <Card className={classes.card} padding="xl">
          <Title order={2}>Sign in</Title>
          <Text size="sm" c="dimmed" mt={4} mb="lg">
            These customers are imaginary, so there is no password.
          </Text>
          <Stack gap="xs">
            {demoCustomers.map((customer) => (
              <CustomerButton key={customer} name={customer} disabled={busy} onClick={() => void signIn(customer)} />
            ))}
          </Stack>
          <Divider my="lg" label="or be somebody else" />
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void signIn(name)
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
              {error && <ProblemAlert title="You are not signed in yet" message={error.message} />}
            </Stack>
          </form>
        </Card>
      </section>
    </main>
  )
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
  )
}
