import { mountPage } from '../../design/mount-page.tsx';
import { ClubApp } from './club-app.tsx';

mountPage(<ClubApp />);
