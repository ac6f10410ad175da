import { Anchor, Avatar, Box, Button, Container, Group, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { BrandName } from '../../../design/brand-mark.tsx';
import type { CustomerView } from '../../contract.ts';
import { linkTo } from '../route.ts';
import classes from './shop-shell.module.css';

interface ShopShellProps {
  customer: CustomerView;
  /** Switches to another customer in this tab; the session continues in other tabs. */
  onSwitch: () => void;
  onSignOut: () => void;
  children: ReactNode;
}

/** Header, content and footer of every screen behind the sign-in. */
export function ShopShell({ customer, onSwitch, onSignOut, children }: ShopShellProps) {
  return (
    <Box className={classes.shell}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <header className={classes.header}>
        <Container size="lg">
          <Group justify="space-between" className={classes.bar} wrap="nowrap">
            <Anchor {...linkTo('/')} underline="never" c="inherit" aria-label="Northwind Energy, your account">
              <BrandName product="Energy" />
            </Anchor>
            <Group gap="xs" wrap="nowrap" miw={0}>
              <button type="button" className={classes.customer} onClick={onSwitch}>
                <Avatar name={customer.name} color="northwind" size={28} radius="xl" aria-hidden="true" />
                <span className="visually-hidden">Switch customer in this tab, now</span>
                <span className={classes.name}>{customer.name}</span>
                <IconChevronDown size={16} aria-hidden="true" />
              </button>
              <Button variant="subtle" size="compact-sm" flex="none" onClick={onSignOut}>
                Sign out
              </Button>
            </Group>
          </Group>
        </Container>
      </header>
      <Container size="lg" component="main" id="content" className={classes.content}>
        {children}
      </Container>
      <footer className={classes.footer}>
        <Container size="lg">
          <Text size="xs" c="dimmed">
            Northwind Energy is imaginary: the demonstration shop of Countersign. No money moves.
          </Text>
        </Container>
      </footer>
    </Box>
  );
}
