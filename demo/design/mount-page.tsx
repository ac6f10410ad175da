import '@mantine/core/styles.css';
import './base.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { cssVariables, theme } from './theme.ts';

/** The server puts a fresh nonce in every page, so that the strict style policy admits Mantine's variables. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Renders a page's root component under the shared theme. */
export function mountPage(content: ReactNode): void {
  const root = document.querySelector('#root');
  if (!root) throw new Error('The page has no #root element');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} getStyleNonce={styleNonce} forceColorScheme="light">
        {content}
      </MantineProvider>
    </StrictMode>,
  );
}
