import { Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconShieldCheck, IconWifiOff } from '@tabler/icons-react';
import type { Profile } from '../../../../app-sdk/index.ts';
import { BrandName } from '../../../design/brand-mark.tsx';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { formatTimeLeft, useTimeLeft } from '../../../design/use-time-left.ts';
import { PhoneScreen } from '../frame/phone-screen.tsx';
import { inHumanWords } from '../human-words.ts';
import { useConnection } from '../use-connection.ts';
import classes from './home-screen.module.css';
import type { OpenQuestion } from './use-open-questions.ts';

interface HomeScreenProps {
  profiles: Profile[];
  questions: OpenQuestion[];
  error: unknown;
  onOpen: (question: OpenQuestion) => void;
}

/** All is quiet, or what waits for an answer. */
export function HomeScreen({ profiles, questions, error, onOpen }: HomeScreenProps) {
  const isConnected = useConnection();
  const users = profiles.map((profile) => profile.userId).join(', ');
  return (
    <PhoneScreen>
      <BrandName product="ID" />
      {error !== undefined && <ProblemAlert {...inHumanWords(error)} />}
      {!isConnected && questions.length > 0 && <ProblemAlert title="No connection" message="The server does not answer. It is tried again by itself." />}
      {questions.length === 0 && (isConnected ? <Quiet users={users} /> : <Offline />)}
      {questions.length > 0 && <Waiting questions={questions} onOpen={onOpen} />}
    </PhoneScreen>
  );
}

function Offline() {
  return (
    <Stack flex={1} align="center" justify="center" ta="center" gap="sm">
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

function Quiet({ users }: { users: string }) {
  return (
    <Stack flex={1} align="center" justify="center" ta="center" gap="sm">
      <div className={classes.calm} aria-hidden="true">
        <IconShieldCheck size={56} stroke={1.5} />
      </div>
      <ScreenHeading fz={24} mt="lg">
        Nothing to approve
      </ScreenHeading>
      <Text c="dimmed" maw={280} role="status">
        Ready for <b>{users}</b>. When you pay, the question appears here.
      </Text>
    </Stack>
  );
}

function Waiting({ questions, onOpen }: { questions: OpenQuestion[]; onOpen: (question: OpenQuestion) => void }) {
  return (
    <Stack gap="md" mt="md">
      <ScreenHeading fz={24}>{questions.length === 1 ? 'One question waits' : `${questions.length} questions wait`}</ScreenHeading>
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
