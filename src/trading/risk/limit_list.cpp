#include "trading/risk/limit_list.hpp"

#include <array>

#include "base/assert.hpp"
#include "config/value.hpp"

namespace swarmdesk::trading::risk {

namespace {

constexpr std::array<std::string_view, 13> names{"position_max",
                                                 "agent_position_max",
                                                 "desk_position_max",
                                                 "approval_above",
                                                 "approvals_waiting_max",
                                                 "approval_requests_per_hour_max",
                                                 "admissions_per_hour_max",
                                                 "agent_admissions_per_hour_max",
                                                 "desk_admissions_per_hour_max",
                                                 "daily_loss_percent",
                                                 "losses_in_a_row_max",
                                                 "desk_losses_in_a_row_max",
                                                 "loss_percent"};

bool is_named(std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

/// Of all of these less is tighter.
template <class T>
concept Ordered = std::same_as<T, Usd> || std::same_as<T, Decimal> || std::same_as<T, std::uint32_t>;

struct Lister {
    std::vector<NamedLimit> limits;

    template <class B, class T>
    void operator()(const config::Setting<B>& setting, const T& field)
    {
        if constexpr (Ordered<T>)
            if (is_named(setting.name))
                limits.push_back({setting.name, setting.description, setting.unit, config::Value<T>::show(field)});
    }
};

struct Finder {
    std::string_view name;
    std::optional<std::string> value{};

    template <class B, class T>
    void operator()(const config::Setting<B>& setting, const T& field)
    {
        if constexpr (Ordered<T>)
            if (setting.name == name) value = config::Value<T>::show(field);
    }
};

struct Tightener {
    std::string_view name;
    std::string_view value;
    std::optional<Error> error{};

    template <class B, class T>
    void operator()(const config::Setting<B>& setting, T& field)
    {
        if constexpr (Ordered<T> && std::same_as<B, config::Bounds<T>>)
            if (setting.name == name) take(setting, field);
    }

private:
    template <class B, class T>
    void take(const config::Setting<B>& setting, T& field)
    {
        const auto wanted = config::Value<T>::parse(value);
        const std::string what{name};
        if (!wanted) {
            error = Error{wanted.error().code, what + " is " + wanted.error().detail};
        } else if (setting.bounds.min && *wanted < *setting.bounds.min) {
            error = Error{Errc::out_of_range, what + " is at least " + config::Value<T>::show(*setting.bounds.min)};
        } else if (field < *wanted) {
            error = Error{Errc::out_of_range, what + " is " + config::Value<T>::show(field) +
                                                  " and can only be made smaller while the desk runs; the settings' "
                                                  "own comes back at a start with run --loosen-limits"};
        } else {
            field = *wanted;
        }
    }
};

}  // namespace

std::vector<NamedLimit> named_limits(const Limits& limits)
{
    Lister lister;
    Limits::settings(limits, lister);
    return std::move(lister.limits);
}

std::string limit_text(const Limits& limits, std::string_view name)
{
    Finder finder{name};
    Limits::settings(limits, finder);
    SWARMDESK_ASSERT(finder.value);
    return std::move(*finder.value);
}

Result<Limits> tightened(const Limits& limits, std::string_view name, std::string_view value)
{
    if (!is_named(name)) {
        std::string known;
        for (const std::string_view one : names) known.append(known.empty() ? "" : ", ").append(one);
        return Error{Errc::not_found,
                     "no limit of that name can be tightened while the desk runs; there are: " + known};
    }
    Limits result = limits;
    Tightener tightener{name, value};
    Limits::settings(result, tightener);
    if (tightener.error) return std::move(*tightener.error);
    return result;
}

}  // namespace swarmdesk::trading::risk
