import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { ProblemAlert } from '../../../design/problem-alert.tsx'
import { ScreenHeading } from '../../../design/screen-heading.tsx'
import { formatTimeLeft, useTimeLeft } from '../../../design/use-time-left.ts'
import type { PaymentView } from '../../contract.ts'
import { shop, type ShopProblem } from '../shop-api.ts'
import { CancelPayment } from './cancel-payment.tsx'
import classes from './sms-code-form.module.css'

/** The person got a code by text message and types it here. */
export function SmsCodeForm({ payment, phoneUrl }: { payment: PaymentView; phoneUrl: string }) {
  const left = useTimeLeft(payment.expiresAt)
  return (
    <Stack gap="lg">
      <div>
        <ScreenHeading fz="h2">Type the code we sent you</ScreenHeading>
        <Text c="dimmed" mt={6}>
          {payment.requested !== 'sms' && 'Your phone could not be reached, so we sent a text message instead. '}
          It went to <b>{payment.sentTo}</b> and works for another <span className="tabular">{formatTimeLeft(left)}</span>.
        </Text>
      </div>
      <CodeForm payment={payment} />
      <Text size="sm" c="dimmed">
        In this demonstration your text messages are on{' '}
        <Anchor href={phoneUrl} target="_blank" rel="noopener">
          the phone
        </Anchor>
        , under Messages.
      </Text>
      <CancelPayment payment={payment} />
    </Stack>
  )
}

function CodeForm({ payment }: { payment: PaymentView }) {
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState<'code' | 'resend'>()
  const [wrong, setWrong] = useState<string>()
  const [error, setError] = useState<Error>()
  const [news, setNews] = useState('')
  const input = useRef<HTMLInputElement>(null)

  const attempt = async (step: 'code' | 'resend', action: () => Promise<void>) => {
    setBusy(step)
    setWrong(undefined)
    setError(undefined)
    setNews('')
    try {
      await action()
      if (step === 'resend') setNews('We sent the code again.')
    } catch (problem) {
      const refusal = problem as ShopProblem
      if (refusal.problem === 'wrong_code') setWrong(refusal.message)
      else setError(refusal)
      input.current?.select()
    }
    setBusy(undefined)
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void attempt('code', () => shop.sendCode(payment.id, code))
      }}
    >
      <Stack gap="md">
        <TextInput
          ref={input}
          label="Code"
          description="Six digits"
          classNames={{ input: classes.code }}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]{6}"
          maxLength={6}
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value.replaceAll(/\D/g, ''))}
          error={wrong && <span role="alert">{wrong}</span>}
        />
        {error && <ProblemAlert title="That did not work" message={error.message} />}
        <Group grow>
          <Button type="submit" loading={busy === 'code'}>
            Confirm
          </Button>
          <Button variant="default" loading={busy === 'resend'} onClick={() => void attempt('resend', () => shop.resendCode(payment.id))}>
            Send it again
          </Button>
        </Group>
        <Text size="sm" role="status" c="northwind.8">
          {news}
        </Text>
      </Stack>
    </form>
  )
}
