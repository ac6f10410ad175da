import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { ProblemAlert } from '../../../design/problem-alert.tsx'
import type { PaymentView } from '../../contract.ts'
import { shop } from '../shop-api.ts'

/** Gives the payment up, from the shop's side. */
export function CancelPayment({ payment }: { payment: PaymentView }) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error>()
  const cancel = async () => {
    setBusy(true)
    await shop.cancel(payment.id).catch(setError)
    setBusy(false)
  }
  return (
    <Stack gap="sm" w="100%" align="center">
      <Button variant="subtle" size="sm" loading={busy} onClick={() => void cancel()}>
        Cancel this payment
      </Button>
      {error && <ProblemAlert title="It was not cancelled" message={error.message} />}
    </Stack>
  )
}
