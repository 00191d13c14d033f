#pragma once
// The things of the library as the API shows them, and the texts that name them. Each is a
// component of OpenAPI under its own name.
#include "schema.hpp"

namespace alexandria::api {

/// An id out of an answer of the library.
Schema identifier();
/// The name of a collection that is looked for.
Schema collection_name();
/// What a person asks or searches for.
Schema question();

Schema document_schema();
Schema version_schema();
Schema block_schema();
Schema upload_schema();
Schema job_schema();
Schema collection_schema();
Schema filter_schema();
Schema hit_schema();
Schema citation_schema();
Schema sentence_schema();
Schema answer_schema();
Schema conversation_schema();
Schema whole_conversation_schema();
Schema judgement_schema();
Schema check_report_schema();
Schema error_schema();

/// `{data, total, limit, offset}`.
Schema page_schema(const Schema& item);

/// The states and kinds that are asked for as well as shown.
Schema document_status();
Schema job_state();

}  // namespace alexandria::api
