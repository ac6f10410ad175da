import { Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconQrcode, IconShieldCheck, IconWifiOff } from '@tabler/icons-react';
import { BrandName } from '../../../design/brand-mark.tsx';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { formatTimeLeft, useTimeLeft } from '../../../design/use-time-left.ts';
import type { Account } from '../accounts/account.ts';
import { AccountSwitcher } from '../accounts/account-switcher.tsx';
import { Disconnected } from '../accounts/disconnected.tsx';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';
import { Problem } from '../frame/problem.tsx';
import { clockSkewInWords } from '../human-words.ts';
import { useClockSkew, useConnection } from '../use-connection.ts';
import classes from './home-screen.module.css';
import type { OpenQuestion } from './use-open-questions.ts';

interface HomeScreenProps {
  account: Account;
  questions: OpenQuestion[];
  /** The reason why this account gets no questions. */
  problem: unknown;
  onOpen: (question: OpenQuestion) => void;
  onSwitch: () => void;
  onScan: () => void;
  onConnect: () => void;
  onChange: () => Promise<void>;
}

/** The open questions, or a note that there are none. */
export function HomeScreen({
  account,
  questions,
  problem,
  onOpen,
  onSwitch,
  onScan,
  onConnect,
  onChange,
}: HomeScreenProps) {
  const isConnected = useConnection();
  return (
    <PhoneScreen
      actions={
        !account.isDisconnected &&
        account.keysEnrolled && (
          <WideButton variant="default" leftSection={<IconQrcode size={20} aria-hidden="true" />} onClick={onScan}>
            Scan a QR code
          </WideButton>
        )
      }
    >
      <Group justify="space-between" wrap="nowrap">
        <BrandName product="ID" />
        <AccountSwitcher userId={account.userId} onOpen={onSwitch} />
      </Group>
      {!account.isDisconnected && <Problem error={problem} />}
      {!isConnected && questions.length > 0 && (
        <ProblemAlert title="No connection" message="The server does not answer. It is tried again by itself." />
      )}
      <ClockNote />
      {questions.length > 0 && <Waiting questions={questions} onOpen={onOpen} />}
      {account.isDisconnected && <Disconnected account={account} onConnect={onConnect} onForgotten={onChange} />}
      {questions.length === 0 && !account.isDisconnected && (isConnected ? <Quiet account={account} /> : <Offline />)}
    </PhoneScreen>
  );
}

function ClockNote() {
  const skewMs = useClockSkew();
  if (skewMs === 0) return null;
  return (
    <Text size="sm" c="dimmed" role="note">
      {clockSkewInWords(skewMs)}
    </Text>
  );
}

function Offline() {
  return (
    <Stack my="auto" align="center" justify="center" ta="center" gap="sm">
      <IconWifiOff size={56} stroke={1.5} aria-hidden="true" color="var(--northwind-warning)" />
      <ScreenHeading fz={24} mt="lg">
        No connection
      </ScreenHeading>
      <Text c="dimmed" maw={280} role="status">
        The server does not answer, so no question can come. It is tried again by itself.
      </Text>
    </Stack>
  );
}

function Quiet({ account: { userId, keysEnrolled, pushEnrolled } }: { account: Account }) {
  return (
    <Stack my="auto" align="center" justify="center" ta="center" gap="sm">
      <div className={classes.calm} aria-hidden="true">
        <IconShieldCheck size={56} stroke={1.5} />
      </div>
      <ScreenHeading fz={24} mt="lg">
        {keysEnrolled ? 'Nothing to approve' : 'Approvals are off'}
      </ScreenHeading>
      <Text c="dimmed" maw={280} role="status">
        {keysEnrolled ? (
          <>
            Ready for <b>{userId}</b>.{' '}
            {pushEnrolled
              ? 'When you pay, the question appears here.'
              : 'Notifications are off: the shop cannot ask you here.'}
          </>
        ) : (
          <>
            <b>{userId}</b> approves nothing here until they are switched on again, under Settings.
          </>
        )}
      </Text>
    </Stack>
  );
}

function Waiting({ questions, onOpen }: { questions: OpenQuestion[]; onOpen: (question: OpenQuestion) => void }) {
  return (
    <Stack gap="md" mt="md">
      <ScreenHeading fz={24}>
        {questions.length === 1 ? 'One question waits' : `${questions.length} questions wait`}
      </ScreenHeading>
      <ul className={classes.list}>
        {questions.map((question) => (
          <li key={question.transactionId}>
            <QuestionRow question={question} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function QuestionRow({ question, onOpen }: { question: OpenQuestion; onOpen: (question: OpenQuestion) => void }) {
  const left = useTimeLeft(question.expiresAt.getTime());
  return (
    <UnstyledButton className={classes.question} onClick={() => onOpen(question)}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <div>
          <Text fw={600}>{question.alert ?? 'Something to approve'}</Text>
          <Text size="sm" c="dimmed" className="tabular">
            For {question.userId}, {formatTimeLeft(left)} left
          </Text>
        </div>
        <IconChevronRight size={20} aria-hidden="true" />
      </Group>
    </UnstyledButton>
  );
}
