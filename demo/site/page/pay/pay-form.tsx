import { Anchor, Button, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ProblemAlert } from '../../../design/problem-alert.tsx'
import type { BillView, CustomerView, PaymentMethod, PhoneView } from '../../contract.ts'
import { formatMoney } from '../format.ts'
import { goTo, linkTo } from '../route.ts'
import { shop } from '../shop-api.ts'
import { MethodChoice } from './method-choice.tsx'

interface PayFormProps {
  bill: BillView
  customer: CustomerView
  phones: PhoneView[]
}

/** Chooses how to confirm, and starts the payment. */
export function PayForm({ bill, customer, phones }: PayFormProps) {
  const hasPhone = phones.length > 0
  const [method, setMethod] = useState<PaymentMethod>(hasPhone ? 'push' : 'sms')
  const [deviceId, setDeviceId] = useState(phones[0]?.deviceId)
  const [phoneNumber, setPhoneNumber] = useState(customer.phoneNumber)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error>()

  const pay = async () => {
    setBusy(true)
    setError(undefined)
    try {
      const order = method === 'sms' ? { phoneNumber } : { deviceId, ...(method === 'push' && { phoneNumber }) }
      const payment = await shop.pay({ billId: bill.id, method, ...order })
      goTo(`/payments/${payment.id}`)
    } catch (problem) {
      setError(problem as Error)
      setBusy(false)
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void pay()
      }}
    >
      <Stack gap="lg">
        <MethodChoice method={method} onChange={setMethod} hasPhone={hasPhone} />
        {!hasPhone && (
          <Text size="sm" c="dimmed">
            No phone is connected yet. <Anchor {...linkTo('/connect')}>Connect a phone</Anchor> to confirm with one tap.
          </Text>
        )}
        {method !== 'sms' && phones.length > 1 && (
          <NativeSelect
            size="md"
            label="Which phone"
            data={phones.map((phone) => ({ value: phone.deviceId, label: `${phone.name} (${phone.appName})` }))}
            value={deviceId}
            onChange={(event) => setDeviceId(event.currentTarget.value)}
          />
        )}
        {method === 'sms' && (
          <TextInput
            label="Mobile number"
            description="We send a code to this number"
            type="tel"
            autoComplete="tel"
            required
            withAsterisk={false}
            value={phoneNumber}
            onChange={(event) => setPhoneNumber(event.currentTarget.value)}
          />
        )}
        {error && <ProblemAlert title="The payment did not start" message={error.message} />}
        <Button type="submit" size="lg" loading={busy} fullWidth>
          Pay {formatMoney(bill.amount)}
        </Button>
      </Stack>
    </form>
  )
}
