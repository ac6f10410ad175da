import { Link } from '@tanstack/react-router';
import { useMay, type Access } from '../api/session.ts';
import { useTexts, type TextKey } from '../language/language.ts';
import classes from './messages.module.css';

const tabs: readonly { to: '/messages' | '/channels' | '/templates'; name: TextKey; needs: Access }[] = [
  { to: '/messages', name: 'message.tab.history', needs: 'messages.read' },
  { to: '/channels', name: 'message.tab.channels', needs: 'channels.read' },
  { to: '/templates', name: 'message.tab.texts', needs: 'settings.read' },
];

/** Leads from each page about messages to the others that the operator may see. */
export function MessageTabs() {
  const { t } = useTexts();
  const may = useMay();
  const shown = tabs.filter(({ needs }) => may(needs));
  if (shown.length < 2) return null;
  return (
    <nav className={classes.tabs} aria-label={t('message.tab.label')}>
      {shown.map(({ to, name }) => (
        <Link key={to} to={to} className={classes.tab} activeProps={{ 'aria-current': 'page' }}>
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}
