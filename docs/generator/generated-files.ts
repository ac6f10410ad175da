import { environmentSettings } from '../../src/config/environment.ts';
import { generalSettingsSchema } from '../../src/domain/configuration/general-settings.ts';
import { bounds, processLimits, rateLimits } from '../../src/domain/rate-limits/limits.ts';
import { eventCatalogue } from '../../src/domain/events/event-catalogue.ts';
import { flowTransitions } from '../../src/domain/authentication/flow/state.ts';
import { transitions } from '../../src/domain/mobile-authentication/transitions.ts';
import { pushEnrollmentTransitions } from '../../src/domain/push/push-enrollment/transitions.ts';
import { errorCatalogue } from '../../src/errors/error-catalogue.ts';
import type { GeneratedFile } from './drift.ts';
import { errorsPage } from './errors-page.ts';
import { eventsPage } from './events-page.ts';
import { limitsPage } from './limits-page.ts';
import { settingsPage } from './settings-page.ts';
import { stateDiagram } from './state-diagram.ts';

/** Every file that repeats what the code says. */
export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'docs/errors.md', content: errorsPage(errorCatalogue) },
  { path: 'docs/events.md', content: eventsPage(eventCatalogue) },
  { path: 'docs/limits.md', content: limitsPage({ rateLimits, processLimits, bounds }, generalSettingsSchema) },
  { path: 'docs/settings.md', content: settingsPage(environmentSettings, generalSettingsSchema) },
  {
    path: 'src/workflows/mobile-authentication/state.mermaid',
    content: stateDiagram(transitions, 'src/domain/mobile-authentication/transitions.ts'),
  },
  {
    path: 'src/domain/authentication/flow/state.mermaid',
    content: stateDiagram(flowTransitions, 'src/domain/authentication/flow/state.ts'),
  },
  {
    path: 'src/workflows/push-enrollment/state.mermaid',
    content: stateDiagram(pushEnrollmentTransitions, 'src/domain/push/push-enrollment/transitions.ts'),
  },
];
