import { IconLogout, IconMoon, IconSearch, IconSelector, IconSun, IconSunMoon } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Menu } from '../../design/overlay/menu.tsx';
import {
  chooseColourScheme,
  colourSchemes,
  readColourScheme,
  type ColourScheme,
} from '../../design/theme/colour-scheme.ts';
import { signOut, useSession } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { LanguageSelect } from './language-select.tsx';
import classes from './navigation.module.css';
import { usePlaces } from './places.ts';

/** All pages that the operator may see, the search, and who they are. */
export function Navigation({ onSearch }: { onSearch: () => void }) {
  const { t } = useTexts();
  const places = usePlaces();
  return (
    <div className={classes.navigation}>
      <div className={classes.brand}>
        <img src="/console/favicon.svg" alt="" width="24" height="24" />
        <span>Countersign</span>
      </div>
      <button type="button" className={classes.search} onClick={onSearch}>
        <IconSearch size={16} aria-hidden="true" />
        <span>{t('shell.search')}</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      <nav aria-label={t('shell.navigation')}>
        <ul className={classes.places}>
          {places.map(({ to, name, icon: Icon }) => (
            <li key={to}>
              <Link to={to} className={classes.place} activeProps={{ 'aria-current': 'page' }}>
                <Icon size={18} stroke={1.75} />
                {t(name)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={classes.foot}>
        <LanguageSelect />
        <OperatorMenu />
      </div>
    </div>
  );
}

const schemeIcons = { system: IconSunMoon, light: IconSun, dark: IconMoon };

function OperatorMenu() {
  const { t } = useTexts();
  const queries = useQueryClient();
  const { operator, roles } = useSession();
  const name = operator.display_name ?? operator.username ?? operator.id;
  const [scheme, setScheme] = useState(readColourScheme);
  const choose = (chosen: ColourScheme) => {
    chooseColourScheme(chosen);
    setScheme(chosen);
  };
  const leave = async () => {
    await signOut();
    queries.clear();
    location.assign('/console/sign-in');
  };
  const schemes = colourSchemes.map((each) => {
    const Icon = schemeIcons[each];
    return {
      id: each,
      name: each === scheme ? `${t(`scheme.${each}`)} ✓` : t(`scheme.${each}`),
      icon: <Icon size={16} aria-hidden="true" />,
      onSelect: () => choose(each),
    };
  });
  const signOutAction = {
    id: 'sign-out',
    name: t('shell.signOut'),
    icon: <IconLogout size={16} aria-hidden="true" />,
    onSelect: () => void leave(),
  };
  return (
    <div className={classes.operator}>
      <Menu label={t('shell.operatorMenu')} hasWords actions={[...schemes, signOutAction]}>
        <span className={classes.initial} aria-hidden="true">
          {[...name][0]?.toLocaleUpperCase()}
        </span>
        <span className={classes.who}>
          <span>{name}</span>
          <span className={classes.role}>{roles.join(', ')}</span>
        </span>
        <span className="visually-hidden">{t('shell.operatorMenu')}</span>
        <IconSelector size={16} aria-hidden="true" />
      </Menu>
    </div>
  );
}
