import '@mantine/core/styles.css';
import './base.css';
import { MantineProvider, type MantineColorSchemeManager } from '@mantine/core';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { cssVariables, theme } from './theme.ts';

/** The server puts a new nonce into every page, so that the strict style policy allows Mantine's variables. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Follows the colour scheme of the operating system: nothing is stored. */
const followSystem: MantineColorSchemeManager = {
  get: () => 'auto',
  set() {},
  subscribe() {},
  unsubscribe() {},
  clear() {},
};

/** Renders a page's root component under the shared theme. */
export function mountPage(content: ReactNode): void {
  const root = document.querySelector('#root');
  if (!root) throw new Error('The page has no #root element');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        getStyleNonce={styleNonce}
        defaultColorScheme="auto"
        colorSchemeManager={followSystem}
      >
        {content}
      </MantineProvider>
    </StrictMode>,
  );
}
