import { Button, CopyButton, Group, List, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconExternalLink } from '@tabler/icons-react';
import { QRCodeSVG } from 'qrcode.react';
import type { EnrollmentCodeView } from '../../contract.ts';
import classes from './enrollment-code.module.css';

interface EnrollmentCodeProps {
  code: EnrollmentCodeView;
  onRenew: () => void;
}

/** The code in three forms: a link to the phone of this demonstration, text to copy, and a QR code. */
export function EnrollmentCode({ code, onRenew }: EnrollmentCodeProps) {
  return (
    <div className={classes.layout}>
      <Stack gap="lg">
        <List type="ordered" spacing="xs" pr="md">
          <List.Item>Open the phone: in this demonstration it is another tab, with your code filled in.</List.Item>
          <List.Item>Give it a name, press Connect, and choose a PIN if you like one.</List.Item>
          <List.Item>Come back here. That is all.</List.Item>
        </List>
        <Button
          component="a"
          href={code.link}
          target="_blank"
          rel="noopener"
          rightSection={<IconExternalLink size={18} aria-hidden="true" />}
          fullWidth
        >
          Open the phone
        </Button>
        <CodeText code={code.code} onRenew={onRenew} />
      </Stack>
      <div className={classes.picture}>
        <QRCodeSVG
          className={classes.qr}
          value={code.link}
          size={192}
          level="M"
          title="QR code that opens Northwind ID with your code"
          fgColor="#15211f"
        />
        <Text size="sm" c="dimmed" mt="sm" maw={216} mx="auto">
          With the app on a real phone, you would scan this.
        </Text>
        <Group gap={8} justify="center" mt="md" role="status">
          <span className={classes.pulse} aria-hidden="true" />
          <Text size="sm" c="dimmed">
            Waiting for your phone
          </Text>
        </Group>
      </div>
    </div>
  );
}

function CodeText({ code, onRenew }: { code: string; onRenew: () => void }) {
  return (
    <Stack gap={6}>
      <Text size="sm" fw={550} id="code-label">
        Your code
      </Text>
      <output className={classes.code} aria-labelledby="code-label" data-testid="enrollment-code">
        {code}
      </output>
      <Group gap="xs">
        <CopyCode code={code} />
        <Button variant="subtle" size="sm" onClick={onRenew}>
          New code
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        It works once, for ten minutes. Keep it to yourself.
      </Text>
    </Stack>
  );
}

function CopyCode({ code }: { code: string }) {
  return (
    <CopyButton value={code} timeout={2500}>
      {({ copied, copy }) => (
        <Button
          variant="light"
          size="sm"
          onClick={copy}
          leftSection={copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
        >
          <span aria-live="polite">{copied ? 'Copied' : 'Copy the code'}</span>
        </Button>
      )}
    </CopyButton>
  );
}
