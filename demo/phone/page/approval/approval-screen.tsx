import { Anchor, Button, Center, Group, Loader, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { TransactionDetails } from '../../../../app-sdk/index.ts';
import { BrandName } from '../../../design/brand-mark.tsx';
import { CountdownRing } from '../../../design/countdown-ring.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';
import { Problem } from '../frame/problem.tsx';
import type { OpenQuestion } from '../home/use-open-questions.ts';
import { ApprovalOutcomeScreen } from './approval-outcome.tsx';
import classes from './approval-screen.module.css';
import { VerificationCodeInput } from './verification-code-input.tsx';
import { type Approval, useApproval } from './use-approval.ts';

interface ApprovalScreenProps {
  question: OpenQuestion;
  /** Whether the server still lists it as open. */
  isOpen: boolean;
  onDone: () => void;
}

/** The content of a question, and the three answers. */
export function ApprovalScreen({ question, isOpen, onDone }: ApprovalScreenProps) {
  const approval = useApproval(question, isOpen);
  if (approval.outcome) return <ApprovalOutcomeScreen outcome={approval.outcome} onDone={onDone} />;
  return (
    <PhoneScreen actions={approval.details && <Answers approval={approval} details={approval.details} />}>
      <Group justify="space-between" wrap="nowrap">
        <BrandName product="ID" />
        <Anchor component="button" type="button" underline="hover" onClick={onDone}>
          Later
        </Anchor>
      </Group>
      {!approval.details && <ScreenHeading className="visually-hidden">A question</ScreenHeading>}
      <Problem error={approval.error} onRetry={approval.retry} />
      {!approval.details && approval.error === undefined && (
        <Center flex={1}>
          <Loader aria-label="Opening the question" />
        </Center>
      )}
      {approval.details && <Question question={question} details={approval.details} />}
    </PhoneScreen>
  );
}

function Question({ question, details }: { question: OpenQuestion; details: TransactionDetails }) {
  const { createdAt, userId } = question;
  return (
    <Stack gap="md">
      <div className={classes.asked}>
        <CountdownRing
          deadline={details.expiresAt.getTime()}
          total={details.expiresAt.getTime() - createdAt.getTime()}
          size={76}
        />
        <Text c="dimmed" size="sm">
          Question for <b>{userId}</b>
        </Text>
      </div>
      <ScreenHeading fz={26} className={classes.message} data-testid="message">
        {details.message}
      </ScreenHeading>
      {details.secureMessage && (
        <div className={classes.paper} data-testid="secure-message">
          {details.secureMessage}
        </div>
      )}
      {details.signingData && <pre className={classes.data}>{details.signingData}</pre>}
      {details.context && <Context context={details.context} />}
    </Stack>
  );
}

function Context({ context }: { context: NonNullable<TransactionDetails['context']> }) {
  const facts = [
    { name: 'Asked from', value: context.device },
    { name: 'Near', value: context.location },
  ].filter((fact) => fact.value);
  if (facts.length === 0) return null;
  return (
    <dl className={classes.context}>
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Answers({
  approval: { sending, decide, codeTriesLeft },
  details,
}: {
  approval: Approval;
  details: TransactionDetails;
}) {
  const [code, setCode] = useState('');
  const busy = sending !== undefined;
  const needsCode = details.verificationCodeRequired;
  const isSending = (reason: 'accept' | 'cancelled' | 'not_me') =>
    sending?.decision === 'reject' ? sending.reason === reason : sending?.decision === reason;
  const approve = () => decide(needsCode ? { decision: 'accept', verificationCode: code } : { decision: 'accept' });
  return (
    <form
      className={classes.answers}
      onSubmit={(event) => {
        event.preventDefault();
        approve();
      }}
    >
      {needsCode && <VerificationCodeInput code={code} onChange={setCode} triesLeft={codeTriesLeft} />}
      <WideButton loading={isSending('accept')} type="submit" disabled={busy || (needsCode && code.length < 6)}>
        Approve
      </WideButton>
      <WideButton
        variant="default"
        loading={isSending('cancelled')}
        disabled={busy}
        onClick={() => decide({ decision: 'reject', reason: 'cancelled' })}
      >
        Refuse
      </WideButton>
      <Button
        variant="subtle"
        color="var(--northwind-refused)"
        loading={isSending('not_me')}
        disabled={busy}
        onClick={() => decide({ decision: 'reject', reason: 'not_me' })}
      >
        This wasn’t me
      </Button>
    </form>
  );
}
