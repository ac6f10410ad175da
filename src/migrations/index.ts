import { Migration20261122063817_initial } from './20261122063817-initial.ts';
import { Migration20261122073406_people_and_factors } from './20261122073406-people-and-factors.ts';
import { Migration20261122075000_token_types } from './20261122075000-token-types.ts';
import { Migration20261122080000_application_version_fields } from './20261122080000-application-version-fields.ts';
import { Migration20261122075053_server_keys } from './20261122075053-server-keys.ts';
import { Migration20261122075100_cancel_requested } from './20261122075100-cancel-requested.ts';
import { Migration20261122080000_app_messages } from './20261122080000-app-messages.ts';
import { Migration20261122080000_operators } from './20261122080000-operators.ts';
import { Migration20261122075652_push_enrollment_modes } from './20261122075652-push-enrollment-modes.ts';
import { Migration20261122075029_partitioned_events } from './20261122075029-partitioned-events.ts';
import { Migration20261122080452_otp_claims } from './20261122080452-otp-claims.ts';
import { Migration20261122085900_ended_push_enrollments } from './20261122085900-ended-push-enrollments.ts';
import { Migration20261122092500_template_locales } from './20261122092500-template-locales.ts';
import { Migration20261122101500_newest_events_of_clients } from './20261122101500-newest-events-of-clients.ts';
import { Migration20261122105010_operators_view } from './20261122105010-operators-view.ts';
import { Migration20261122104635_verification_codes_and_freezes } from './20261122104635-verification-codes-and-freezes.ts';
import { Migration20261122105858_sms_gateway } from './20261122105858-sms-gateway.ts';
import { Migration20261122110054_context_and_geolocation } from './20261122110054-context-and-geolocation.ts';
import { Migration20261122110902_outgoing_proxy } from './20261122110902-outgoing-proxy.ts';
import { Migration20261122105834_callbacks_owed } from './20261122105834-callbacks-owed.ts';
import { Migration20261122113000_device_without_last_login } from './20261122113000-device-without-last-login.ts';
import { Migration20261122113443_kept_answers } from './20261122113443-kept-answers.ts';
import { Migration20261122140500_reported_after_end } from './20261122140500-reported-after-end.ts';
import { Migration20261122140900_former_sms_secrets } from './20261122140900-former-sms-secrets.ts';
import { Migration20261130130001_published_contract } from './20261130130001-published-contract.ts';
import { Migration20261130100001_signature_verified } from './20261130100001-signature-verified.ts';
import { Migration20261130120001_encryption_keys } from './20261130120001-encryption-keys.ts';
import { Migration20261130110001_refresh_retries } from './20261130110001-refresh-retries.ts';
import { Migration20261130110002_encrypted_factor_keys } from './20261130110002-encrypted-factor-keys.ts';
import { Migration20261130110003_unconnected_devices } from './20261130110003-unconnected-devices.ts';
import { Migration20261130140001_signing_key_rotation } from './20261130140001-signing-key-rotation.ts';
import { Migration20261130140002_oauth_clients } from './20261130140002-oauth-clients.ts';
import { Migration20261130211500_persons } from './20261130211500-persons.ts';
import { Migration20261130210001_smtp_server } from './20261130210001-smtp-server.ts';
import { Migration20261130210002_messages } from './20261130210002-messages.ts';
import { Migration20261201010101_authentication_flows } from './20261201010101-authentication-flows.ts';
import { Migration20261201012601_sign_in_methods } from './20261201012601-sign-in-methods.ts';
import { Migration20261201014501_recovery_codes } from './20261201014501-recovery-codes.ts';
import { Migration20261201013100_consents } from './20261201013100-consents.ts';
import { Migration20261201020202_authentication_policies } from './20261201020202-authentication-policies.ts';
import { Migration20261201095501_backchannel_logout } from './20261201095501-backchannel-logout.ts';
import { Migration20261201100001_contacts_by_code } from './20261201100001-contacts-by-code.ts';
import { Migration20261201101500_identity_providers } from './20261201101500-identity-providers.ts';
import { Migration20261201102501_method_changes } from './20261201102501-method-changes.ts';
import { Migration20261201113001_identity_addresses } from './20261201113001-identity-addresses.ts';
import { Migration20261201114501_sent_contact_codes } from './20261201114501-sent-contact-codes.ts';
import { Migration20261201130501_whatsapp_sender } from './20261201130501-whatsapp-sender.ts';
import { Migration20261201131501_session_management } from './20261201131501-session-management.ts';
import { Migration20261201131001_backchannel_requests } from './20261201131001-backchannel-requests.ts';
import { Migration20261201133001_trusted_devices } from './20261201133001-trusted-devices.ts';
import { Migration20261201132001_role_assignments } from './20261201132001-role-assignments.ts';
import { Migration20261201140001_action_tokens } from './20261201140001-action-tokens.ts';
import { Migration20261201134501_client_certificates } from './20261201134501-client-certificates.ts';
import { Migration20261201150001_backchannel_hints } from './20261201150001-backchannel-hints.ts';
import { Migration20261201151001_known_devices } from './20261201151001-known-devices.ts';
import { Migration20261201160001_client_registration } from './20261201160001-client-registration.ts';
import { Migration20261201141501_operators_become_people } from './20261201141501-operators-become-people.ts';
import { Migration20261201173001_provider_tests } from './20261201173001-provider-tests.ts';
import { Migration20261201194501_consents_that_end } from './20261201194501-consents-that-end.ts';
import { Migration20261201204501_authorization_details } from './20261201204501-authorization-details.ts';
import { Migration20261201201501_client_access } from './20261201201501-client-access.ts';
import { Migration20261201195001_browser_accounts } from './20261201195001-browser-accounts.ts';
import { Migration20261201210501_scopes_of_claims } from './20261201210501-scopes-of-claims.ts';
import { Migration20261201211501_user_codes } from './20261201211501-user-codes.ts';
import { Migration20261201233001_people_seen } from './20261201233001-people-seen.ts';
import { Migration20261201233501_message_history } from './20261201233501-message-history.ts';
import { Migration20261201235501_provider_times } from './20261201235501-provider-times.ts';
import { Migration20261201234501_lost_phones } from './20261201234501-lost-phones.ts';
import { Migration20261202001501_encryption_keys } from './20261202001501-encryption-keys.ts';
import { Migration20261201205001_claim_definitions } from './20261201205001-claim-definitions.ts';
import { Migration20261201203501_consent_items } from './20261201203501-consent-items.ts';
import { Migration20261201171501_primary_contacts } from './20261201171501-primary-contacts.ts';
import { Migration20261201181501_person_certificates } from './20261201181501-person-certificates.ts';
import { Migration20261201165001_claim_mappings } from './20261201165001-claim-mappings.ts';

/** Applied in this order. A new migration is added at the end. */
export const migrations = [
  Migration20261122063817_initial,
  Migration20261122073406_people_and_factors,
  Migration20261122075000_token_types,
  Migration20261122080000_application_version_fields,
  Migration20261122075053_server_keys,
  Migration20261122075100_cancel_requested,
  Migration20261122080000_app_messages,
  Migration20261122080000_operators,
  Migration20261122075652_push_enrollment_modes,
  Migration20261122075029_partitioned_events,
  Migration20261122080452_otp_claims,
  Migration20261122085900_ended_push_enrollments,
  Migration20261122092500_template_locales,
  Migration20261122101500_newest_events_of_clients,
  Migration20261122105010_operators_view,
  Migration20261122104635_verification_codes_and_freezes,
  Migration20261122105858_sms_gateway,
  Migration20261122110054_context_and_geolocation,
  Migration20261122110902_outgoing_proxy,
  Migration20261122105834_callbacks_owed,
  Migration20261122113000_device_without_last_login,
  Migration20261122113443_kept_answers,
  Migration20261122140500_reported_after_end,
  Migration20261122140900_former_sms_secrets,
  Migration20261130130001_published_contract,
  Migration20261130100001_signature_verified,
  Migration20261130120001_encryption_keys,
  Migration20261130110001_refresh_retries,
  Migration20261130110002_encrypted_factor_keys,
  Migration20261130110003_unconnected_devices,
  Migration20261130140001_signing_key_rotation,
  Migration20261130140002_oauth_clients,
  Migration20261130211500_persons,
  Migration20261130210001_smtp_server,
  Migration20261130210002_messages,
  Migration20261201010101_authentication_flows,
  Migration20261201012601_sign_in_methods,
  Migration20261201014501_recovery_codes,
  Migration20261201013100_consents,
  Migration20261201020202_authentication_policies,
  Migration20261201095501_backchannel_logout,
  Migration20261201100001_contacts_by_code,
  Migration20261201101500_identity_providers,
  Migration20261201102501_method_changes,
  Migration20261201113001_identity_addresses,
  Migration20261201114501_sent_contact_codes,
  Migration20261201130501_whatsapp_sender,
  Migration20261201131501_session_management,
  Migration20261201131001_backchannel_requests,
  Migration20261201133001_trusted_devices,
  Migration20261201132001_role_assignments,
  Migration20261201140001_action_tokens,
  Migration20261201134501_client_certificates,
  Migration20261201141501_operators_become_people,
  Migration20261201150001_backchannel_hints,
  Migration20261201151001_known_devices,
  Migration20261201165001_claim_mappings,
  Migration20261201160001_client_registration,
  Migration20261201173001_provider_tests,
  Migration20261201171501_primary_contacts,
  Migration20261201194501_consents_that_end,
  Migration20261201195001_browser_accounts,
  Migration20261201181501_person_certificates,
  Migration20261201203501_consent_items,
  Migration20261201201501_client_access,
  Migration20261201205001_claim_definitions,
  Migration20261201210501_scopes_of_claims,
  Migration20261201204501_authorization_details,
  Migration20261201211501_user_codes,
  Migration20261201233001_people_seen,
  Migration20261201233501_message_history,
  Migration20261201235501_provider_times,
  Migration20261201234501_lost_phones,
  Migration20261202001501_encryption_keys,
];
