import { Stack, Text } from '@mantine/core';
import { type OutcomeTone, OutcomeSign } from '../../../design/outcome-sign.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';

export type ApprovalOutcome =
  | 'approved'
  | 'refused'
  | 'reported'
  | 'expired'
  | 'closed'
  | 'locked'
  | 'disconnected'
  | 'unknown';

const words: Record<ApprovalOutcome, { tone: OutcomeTone; title: string; text: string }> = {
  approved: {
    tone: 'success',
    title: 'Approved',
    text: 'You signed exactly the text you saw. You can go back to the shop.',
  },
  refused: { tone: 'refused', title: 'Refused', text: 'Nothing was paid.' },
  reported: {
    tone: 'reported',
    title: 'Thank you for telling us',
    text: 'Nothing was approved. The shop is told that it was not you who asked, and nothing is sent to your phones for a while.',
  },
  expired: { tone: 'expired', title: 'Time ran out', text: 'There was no answer in time, so nothing was paid.' },
  unknown: {
    tone: 'failed',
    title: 'No word from the server',
    text: 'It did not say in time how this ended. The shop can tell.',
  },
  disconnected: {
    tone: 'failed',
    title: 'This phone was disconnected',
    text: 'In the shop, or after too many wrong PINs. Nothing was approved.',
  },
  locked: {
    tone: 'refused',
    title: 'Too many wrong codes',
    text: 'Nothing was approved. Start again in the shop for a new code.',
  },
  closed: {
    tone: 'failed',
    title: 'Closed elsewhere',
    text: 'This question was cancelled or answered somewhere else.',
  },
};

/** The outcome of a question. */
export function ApprovalOutcomeScreen({ outcome, onDone }: { outcome: ApprovalOutcome; onDone: () => void }) {
  const { tone, title, text } = words[outcome];
  return (
    <PhoneScreen actions={<WideButton onClick={onDone}>Done</WideButton>}>
      <Stack my="auto" align="center" ta="center" gap="md" role="status">
        <OutcomeSign tone={tone} />
        <ScreenHeading fz={28}>{title}</ScreenHeading>
        <Text c="dimmed" maw={280}>
          {text}
        </Text>
      </Stack>
    </PhoneScreen>
  );
}
