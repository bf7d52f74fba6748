#pragma once
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// Swift sees neither function-like macros nor variadic functions: one function here for each that we use.

static inline int copenssl_set_min_version(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_min_proto_version(context, version);
}
static inline int copenssl_set_max_version(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_max_proto_version(context, version);
}
static inline void copenssl_set_mode(SSL_CTX *context, long mode) { SSL_CTX_set_mode(context, mode); }
static inline void copenssl_set_session_cache_mode(SSL_CTX *context, long mode) {
    SSL_CTX_set_session_cache_mode(context, mode);
}
static inline void copenssl_forbid_renegotiation(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
}
/// The name that the client asks for (SNI).
static inline int copenssl_set_server_name(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}
/// The bytes of a memory BIO; they stay its own.
static inline long copenssl_memory(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

static inline EVP_PKEY *copenssl_generate_p256(void) { return EVP_EC_gen("P-256"); }

static inline void copenssl_extension_context(X509V3_CTX *context, X509 *issuer, X509 *subject) {
    X509V3_set_ctx_nodb(context);
    X509V3_set_ctx(context, issuer, subject, NULL, NULL, 0);
}

/// Adds a subjectAltName with one entry: a DNS name, or the 4 or 16 bytes of an IP address (RFC 5280 section 4.2.1.6).
static inline int copenssl_add_alternative_name(
    X509 *certificate, int is_address, const unsigned char *bytes, int count, int critical
) {
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_STRING *value = ASN1_STRING_type_new(is_address ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);
    int done = 0;
    if (names && name && value && ASN1_STRING_set(value, bytes, count)) {
        GENERAL_NAME_set0_value(name, is_address ? GEN_IPADD : GEN_DNS, value);
        value = NULL;
        if (sk_GENERAL_NAME_push(names, name)) {
            name = NULL;
            done = X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, critical, X509V3_ADD_DEFAULT);
        }
    }
    ASN1_STRING_free(value);
    GENERAL_NAME_free(name);
    GENERAL_NAMES_free(names);
    return done;
}

/// A PKCS #12 store that holds one trusted certificate and no key. The attribute is Oracle's trustedKeyUsage with the
/// value anyExtendedKeyUsage: by it Java tells a trusted certificate from one that merely lies in the store.
static inline PKCS12 *copenssl_trust_store(X509 *certificate, const char *label, const char *password, int rounds) {
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    STACK_OF(PKCS7) *safes = NULL;
    PKCS12 *store = NULL;
    ASN1_OBJECT *any_usage = OBJ_nid2obj(NID_anyExtendedKeyUsage);
    PKCS12_SAFEBAG *bag = PKCS12_add_cert(&bags, certificate);
    if (bag && PKCS12_add_friendlyname_utf8(bag, label, -1)
        && PKCS12_add1_attr_by_txt(
            bag, "2.16.840.1.113894.746875.1.1", V_ASN1_OBJECT, (const unsigned char *)any_usage, -1)
        && PKCS12_add_safe(&safes, bags, NID_aes_256_cbc, rounds, password)) {
        store = PKCS12_add_safes(safes, 0);
        if (store && !PKCS12_set_mac(store, password, -1, NULL, 0, rounds, EVP_sha256())) {
            PKCS12_free(store);
            store = NULL;
        }
    }
    sk_PKCS7_pop_free(safes, PKCS7_free);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    return store;
}

/// Turns a DER signature of ECDSA on P-256 into r and s, 32 bytes each; 0 when it is none.
static inline int copenssl_ecdsa_raw(const unsigned char *der, size_t count, unsigned char *raw) {
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)count);
    int done = signature && BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw, 32) == 32
        && BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw + 32, 32) == 32;
    ECDSA_SIG_free(signature);
    return done;
}
